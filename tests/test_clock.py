from datetime import UTC, datetime

from project_lib import clock


def test_source_date_epoch_fixes_moments_and_durations(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert clock.stamp() == "1970-01-01T00:00:00+00:00"
    assert clock.duration(12.3456) == 0.0


def test_the_present_is_told_without_it(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 5
    assert clock.duration(12.3456) == 12.346
