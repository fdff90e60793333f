"use strict";
(function () {
  function key(row, at) {
    var number = row.cells[at].querySelector("data");
    if (number) {
      return number.value === "" ? null : Number(number.value);
    }
    return row.cells[at].textContent.trim();
  }
  function order(one, two) {
    if (typeof one === "number" ? typeof two === "number" : false) {
      return one - two;
    }
    return String(one).localeCompare(String(two), "en", { numeric: true });
  }
  function sort(table, at, head) {
    var falling = head.getAttribute("aria-sort") === "ascending";
    var body = table.tBodies[0];
    var rows = Array.from(body.rows);
    rows.sort(function (a, b) {
      var one = key(a, at), two = key(b, at);
      if (one === null ? true : two === null) {
        return (one === null ? 1 : 0) - (two === null ? 1 : 0);
      }
      return falling ? order(two, one) : order(one, two);
    });
    rows.forEach(function (row) { body.appendChild(row); });
    Array.from(table.tHead.rows[0].cells).forEach(function (cell) {
      cell.removeAttribute("aria-sort");
    });
    head.setAttribute("aria-sort", falling ? "descending" : "ascending");
  }
  document.querySelectorAll("main table").forEach(function (table) {
    if (table.tBodies[0].rows.length === 1) {
      return;
    }
    Array.from(table.tHead.rows[0].cells).forEach(function (head, at) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.title = "Sort by this column";
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () { sort(table, at, head); });
    });
  });
  function open_target() {
    var target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    var around = target ? target.querySelector("details.part") || target : null;
    while (around) {
      if (around.tagName === "DETAILS") {
        around.open = true;
      }
      around = around.parentElement;
    }
  }
  window.addEventListener("hashchange", open_target);
  open_target();
}());
