"""Guards of versions of the weights."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.score import rule_hash
from matching.weights import Weights
from models.weights_version import WeightsShadow, WeightsVersion
from services.errors import RuleRefusal
from services.weights_in_force import weights_of


def weights_are_lawful(session: Session, version: WeightsVersion, at: datetime) -> None:
    """The numbers make weights, and those that were hashed: nothing has touched them since."""
    if rule_hash(Weights.from_dict(version.weights)) != version.rule_hash:
        raise RuleRefusal("weights_touched", name=version.name)


def latest_shadow(session: Session, version: WeightsVersion) -> WeightsShadow | None:
    """The run of a version that was finished last."""
    finished = (WeightsShadow.version_id == version.id) & WeightsShadow.figures.is_not(None)
    return session.scalar(select(WeightsShadow).where(finished).order_by(WeightsShadow.id.desc()).limit(1))


def shadow_is_whole(session: Session, version: WeightsVersion, at: datetime) -> None:
    """A run of just these numbers has been finished."""
    shadow = latest_shadow(session, version)
    if shadow is None or shadow.rule_hash != version.rule_hash:
        raise RuleRefusal("shadow_missing", name=version.name)


def shadow_is_of_these_weights(session: Session, version: WeightsVersion, at: datetime) -> None:
    """Such a run was compared with the weights that are still in force."""
    shadow_is_whole(session, version, at)
    shadow = latest_shadow(session, version)
    assert shadow is not None
    if shadow.against_hash != rule_hash(weights_of(session, version.county_code)):
        raise RuleRefusal("shadow_outdated", name=version.name, against=shadow.against)
