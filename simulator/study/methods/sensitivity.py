"""Sensitivity indices by SALib: Latin hypercube with regression, Morris, Sobol, PAWN, delta.

SALib and SciPy's statistics take long to import, so each method imports what it uses.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from simulator.model.study import Delta, LatinHypercube, Morris, Pawn, Sobol, Study
from simulator.results.display import MINUS
from simulator.study.methods.reading import between, signed, size, size_between
from simulator.study.methods.sampling import Index, SampledDesign
from simulator.study.points import Floats

DELTA_RESAMPLES = 40
"""Bootstrap of delta; each costs a density estimate per factor and slice, three times in SALib."""
Z95 = float(special.ndtri(0.975))


class LatinHypercubeDesign(SampledDesign):
    """Rank correlations and standardised regression coefficients.

    Spearman's rank correlation with Fisher's z-interval (variance 1.06 / (n - 3); Fieller,
    Hartley and Pearson 1957); standardised coefficients of the linear regression on the sample's
    probabilities, which for a range is the same as on its values, with t-intervals. R² near 1
    says that the coefficients tell the whole story.
    """

    names = ("spearman", "regression")
    headline = "spearman"

    def __init__(self, study: Study, method: LatinHypercube) -> None:
        super().__init__(study)
        self.method = method

    def sample(self) -> Floats:
        """Spread points over all factors (McKay, Beckman and Conover 1979)."""
        from SALib.sample import latin

        return np.asarray(latin.sample(self.problem, self.method.samples, seed=self.seed))

    def analyse(self, x: Floats, y: Floats) -> list[Index]:
        """Correlate and regress."""
        ranks = [_spearman(name, x[:, k], y) for k, name in enumerate(self.factors)]
        return [*ranks, *_regression(self.factors, x, y)]

    def say(self, index: Index, quantity: str) -> str:
        """Rank correlation."""
        return f"(rank correlation {signed(index.value)}, {between(index.low, index.high)})"


def _spearman(name: str, x: Floats, y: Floats) -> Index:
    from scipy import stats

    rho = float(stats.spearmanr(x, y).statistic)
    if len(y) < 4 or abs(rho) >= 1:
        return Index("spearman", name, rho)
    half = Z95 * math.sqrt(1.06 / (len(y) - 3))
    z = math.atanh(rho)
    return Index("spearman", name, rho, low=math.tanh(z - half), high=math.tanh(z + half))


def _regression(names: list[str], x: Floats, y: Floats) -> list[Index]:
    """Coefficients of the least-squares fit between standardised variables, and R²."""
    n, d = x.shape
    free = n - d - 1
    if free < 1:
        return []
    xs = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    ys = (y - y.mean()) / y.std(ddof=1)
    beta, *_ = np.linalg.lstsq(xs, ys, rcond=None)
    rest = float(((ys - xs @ beta) ** 2).sum())
    spread = np.sqrt(rest / free * np.diag(np.linalg.pinv(xs.T @ xs)))
    t = float(special.stdtrit(free, 0.975))
    found = [
        Index("regression", name, float(b), float(t * s))
        for name, b, s in zip(names, beta, spread, strict=True)
    ]
    return [*found, Index("r_squared", "", 1 - rest / (n - 1))]


class MorrisDesign(SampledDesign):
    """Elementary effects: `mu_star` ranks factors, `sigma` shows curvature and interaction.

    Effects are per whole range (in probability) of the factor, in the unit of the output.
    Morris (1991); Campolongo, Cariboni and Saltelli (2007).
    """

    structured = True
    names = ("mu_star", "mu", "sigma")
    headline = "mu_star"

    def __init__(self, study: Study, method: Morris) -> None:
        super().__init__(study)
        self.method = method

    def sample(self) -> Floats:
        """Walk through the grid of levels along random trajectories."""
        from SALib.sample import morris as morris_sample

        return np.asarray(
            morris_sample.sample(
                self.problem, self.method.trajectories, num_levels=self.method.levels,
                seed=self.seed,
            )
        )  # fmt: skip

    def analyse(self, x: Floats, y: Floats) -> list[Index]:
        """Take means and spread of the elementary effects."""
        from SALib.analyze import morris as morris_analysis

        found = morris_analysis.analyze(
            self.problem, x, y, num_levels=self.method.levels, seed=self.seed
        )
        out = []
        for k, name in enumerate(self.factors):
            out.append(
                Index("mu_star", name, float(found["mu_star"][k]), float(found["mu_star_conf"][k]))
            )
            out.append(Index("mu", name, float(found["mu"][k])))
            out.append(Index("sigma", name, float(found["sigma"][k])))
        return out

    def say(self, index: Index, quantity: str) -> str:
        """Mean size of the effect."""
        sure = size_between(index.low, index.high, quantity)
        return f"{size(index.value, quantity)} on average ({sure})"


class SobolDesign(SampledDesign):
    """First, total and second-order shares of the variance, with bootstrap intervals.

    Sobol (2001); estimators of Saltelli et al. (2010) as in SALib.
    """

    structured = True
    headline = "total"

    def __init__(self, study: Study, method: Sobol) -> None:
        super().__init__(study)
        self.method = method
        self.names = ("first", "total")

    def sample(self) -> Floats:
        """Cross-sample two scrambled Sobol sequences."""
        from SALib.sample import sobol as sobol_sample

        return np.asarray(
            sobol_sample.sample(
                self.problem, self.method.samples, calc_second_order=self.method.second_order,
                seed=self.seed,
            )
        )  # fmt: skip

    def analyse(self, x: Floats, y: Floats) -> list[Index]:
        """Estimate the indices."""
        from SALib.analyze import sobol as sobol_analysis

        found = sobol_analysis.analyze(
            self.problem, y, calc_second_order=self.method.second_order, seed=self.seed
        )
        out = []
        for k, name in enumerate(self.factors):
            out.append(Index("first", name, float(found["S1"][k]), float(found["S1_conf"][k])))
            out.append(Index("total", name, float(found["ST"][k]), float(found["ST_conf"][k])))
        if self.method.second_order:
            for j, one in enumerate(self.factors):
                for k in range(j + 1, len(self.factors)):
                    value, half = float(found["S2"][j, k]), float(found["S2_conf"][j, k])
                    out.append(Index("second", one, value, half, other=self.factors[k]))
        return out

    def say(self, index: Index, quantity: str) -> str:
        """Share of the variance."""
        shares = (index.value, index.low, index.high)
        parts = [f"{100 * v:.0f}".replace("-", MINUS) for v in shares]
        return f"{parts[0]} % of the variance in all (95 % {parts[1]} to {parts[2]} %)"


class PawnDesign(SampledDesign):
    """How far fixing a factor moves the distribution of the output (Kolmogorov–Smirnov).

    Pianosi and Wagener (2018): median and maximum over slices of the factor. A factor that does
    nothing still gets about 1 / sqrt(points per slice).
    """

    names = ("median", "maximum")
    headline = "median"

    def __init__(self, study: Study, method: Pawn) -> None:
        super().__init__(study)
        self.method = method

    def sample(self) -> Floats:
        """Spread points over all factors."""
        from SALib.sample import latin

        return np.asarray(latin.sample(self.problem, self.method.samples, seed=self.seed))

    def analyse(self, x: Floats, y: Floats) -> list[Index]:
        """Compare the distributions slice by slice."""
        from SALib.analyze import pawn as pawn_analysis

        found = pawn_analysis.analyze(self.problem, x, y, S=self.method.slices, seed=self.seed)
        return [
            Index(index, name, float(found[index][k]))
            for k, name in enumerate(self.factors)
            for index in self.names
        ]

    def say(self, index: Index, quantity: str) -> str:
        """Median distance."""
        return f"{index.value:.2f}"


class DeltaDesign(SampledDesign):
    """Borgonovo's delta: half the mean area between the densities with and without a factor fixed.

    Borgonovo (2007); estimator and bias reduction of Plischke, Borgonovo and Smith (2013), which
    SALib calls `delta_raw`; `first` is the first-order Sobol index from the same sample.
    """

    names = ("delta", "first")
    headline = "delta"

    def __init__(self, study: Study, method: Delta) -> None:
        super().__init__(study)
        self.method = method

    def sample(self) -> Floats:
        """Spread points over all factors."""
        from SALib.sample import latin

        return np.asarray(latin.sample(self.problem, self.method.samples, seed=self.seed))

    def analyse(self, x: Floats, y: Floats) -> list[Index]:
        """Estimate the indices."""
        from SALib.analyze import delta as delta_analysis

        # names of factors may end in what SALib keeps for its own columns
        problem = {**self.problem, "names": [f"x{k}" for k in range(len(self.factors))]}
        found = delta_analysis.analyze(problem, x, y, num_resamples=DELTA_RESAMPLES, seed=self.seed)
        out = []
        for k, name in enumerate(self.factors):
            for index, key in (("delta", "delta_raw"), ("first", "S1")):
                value, half = float(found[key][k]), float(found[f"{key}_conf"][k])
                out.append(Index(index, name, value, half))
        return out

    def say(self, index: Index, quantity: str) -> str:
        """Delta."""
        return f"{index.value:.2f} ({between(index.low, index.high)})"
