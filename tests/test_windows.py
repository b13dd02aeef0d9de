from datetime import UTC, date, datetime, timedelta, timezone

from project_lib.features.windows import as_moment, epoch


def test_moments_are_utc_without_zone():
    assert as_moment(date(2020, 1, 2)) == datetime(2020, 1, 2)
    assert as_moment(datetime(2020, 1, 2, 3, tzinfo=UTC)) == datetime(2020, 1, 2, 3)
    east = timezone(timedelta(hours=9))
    assert as_moment(datetime(2020, 1, 2, 3, tzinfo=east)) == datetime(2020, 1, 1, 18)


def test_microseconds_count_from_1970_utc():
    assert epoch(datetime(1970, 1, 1, 0, 0, 1)) == 1_000_000
    assert epoch(date(1969, 12, 31)) == -86_400_000_000
