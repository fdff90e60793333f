"""What corridors are: frozen objects that know neither time, files nor engines."""
