"""What a new verdict revokes, also through chains, and that no two contradict."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, pairwise

import pytest
from django.db import connection

from accounts.models import AuditEvent
from analyses.duplicates import contradictions, verdicts
from analyses.duplicates.models import Verdict
from contract.errors import Conflict, Invalid, NotFound
from library.models import Track

pytestmark = pytest.mark.django_db

SAME, OTHER = Verdict.Says.DUPLICATE, Verdict.Says.NOT_DUPLICATE


@pytest.fixture
def track(alice):
    """Return the track of Alice's with this name, made when it is first asked for."""
    made: dict[str, int] = {}

    def named(name):
        if name not in made:
            made[name] = Track.objects.create(user=alice, title=name).pk
        return made[name]

    return named


@pytest.fixture
def say(alice, track):
    """Return `say("A=B")` or `say("A#B")`, which answers the verdicts it revoked, written so too."""

    def said(words):
        says = SAME if "=" in words else OTHER
        one, other = words[0], words[2]
        answer = verdicts.say(alice, track(one), track(other), says)
        return [written(old) for old in answer.revoked]

    return said


def written(verdict):
    sign = "=" if verdict.verdict == SAME else "#"
    return sign.join(sorted(one.title for one in verdict.tracks))


def kept(user):
    return {written(one) for one in Verdict.objects.visible_to(user).with_tracks()}


def contradictions_of(user):
    """Return the pairs that are said to be apart and joined by a chain, found by brute force."""
    rows = list(Verdict.objects.visible_to(user).values_list("track_a", "track_b", "verdict"))
    sets = {track: {track} for a, b, _ in rows for track in (a, b)}
    for a, b, says in rows:
        if says == SAME:
            merged = sets[a] | sets[b]
            sets |= dict.fromkeys(merged, merged)
    return [(a, b) for a, b, says in rows if says == OTHER and b in sets[a]]


# ---- what is said ---------------------------------------------------------------------------------


def test_the_order_of_the_two_says_nothing(alice, track):
    first = verdicts.say(alice, track("A"), track("B"), SAME)
    again = verdicts.say(alice, track("B"), track("A"), SAME)

    assert (first.is_new, again.is_new) == (True, False)
    assert again.verdict == first.verdict
    assert again.verdict.track_a_id < again.verdict.track_b_id


def test_saying_it_again_changes_nothing(alice, say):
    say("A=B")
    before = (list(Verdict.objects.values()), AuditEvent.objects.count())

    assert say("B=A") == []
    assert (list(Verdict.objects.values()), AuditEvent.objects.count()) == before


def test_the_opposite_revokes_it(alice, say):
    say("A=B")

    assert say("A#B") == ["A=B"]
    assert say("B=A") == ["A#B"]
    assert kept(alice) == {"A=B"}


def test_what_agrees_stays(alice, say):
    for words in ("A=B", "B=C", "A=C", "A#D", "C#D", "D=E"):
        assert say(words) == []

    assert len(kept(alice)) == 6


# ---- chains ---------------------------------------------------------------------------------------


def test_apart_revokes_the_newest_of_a_chain(alice, say):
    say("B=C")
    say("A=B")

    assert say("A#C") == ["A=B"]
    assert kept(alice) == {"B=C", "A#C"}


def test_apart_revokes_the_newest_on_each_way(alice, say):
    for words in ("A=B", "B=Z", "C=Z", "A=C", "A=Z", "X=Y"):
        say(words)

    assert say("A#Z") == ["A=Z", "A=C", "B=Z"]
    assert kept(alice) == {"A=B", "C=Z", "A#Z", "X=Y"}


def test_a_verdict_beside_the_chain_stays(alice, say):
    for words in ("A=B", "B=C", "B=D", "C=E"):
        say(words)

    assert say("A#C") == ["B=C"]
    assert kept(alice) == {"A=B", "B=D", "C=E", "A#C"}


def test_together_revokes_every_apart_between_the_two_sets(alice, say):
    for words in ("A=B", "C=D", "A#C", "B#D", "A#D", "A#E", "D#E"):
        say(words)

    assert say("B=C") == ["A#D", "B#D", "A#C"]
    assert kept(alice) == {"A=B", "C=D", "B=C", "A#E", "D#E"}


def test_a_chain_through_the_trash_counts(alice, say, track):
    from library import changes

    say("A=B")
    say("B=C")
    changes.trash(alice.pk, [track("B")], origin="test")

    assert say("A#C") == ["B=C"]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_said_no_two_contradict(alice, track, seed):
    pairs = list(combinations([track(name) for name in "ABCDEFG"], 2))
    dice = random.Random(seed)

    for _ in range(40):
        newest = verdicts.say(alice, *dice.choice(pairs), dice.choice((SAME, SAME, OTHER)))

        assert contradictions_of(alice) == []
        pair = (newest.verdict.track_a_id, newest.verdict.track_b_id)
        for old in newest.revoked:
            if (old.track_a_id, old.track_b_id) == pair:
                continue
            brought_back = Verdict.objects.create(
                user=alice, track_a=old.track_a, track_b=old.track_b, verdict=old.verdict
            )
            assert contradictions_of(alice) != [], "it need not have gone"
            brought_back.delete()


def test_a_set_has_a_limit(alice, say, monkeypatch):
    monkeypatch.setattr(contradictions, "MOST_JOINED", 4)
    for words in ("A=B", "B=C", "C=D", "E=F", "A#E"):
        say(words)

    with pytest.raises(Conflict) as refused:
        say("D=E")

    assert refused.value.facts == {"limit": 4}
    assert say("A=D") == []
    assert "A#E" in kept(alice)


def test_the_longest_chain_is_walked_by_few_queries(
    alice, track, say, django_assert_max_num_queries
):
    names = [chr(0x100 + n) for n in range(contradictions.MOST_JOINED)]
    Verdict.objects.bulk_create(
        Verdict(user=alice, track_a_id=track(a), track_b_id=track(b), verdict=SAME)
        for a, b in pairwise(names)
    )

    with django_assert_max_num_queries(14):
        assert say(f"{names[0]}#{names[-1]}") == [f"{names[-2]}={names[-1]}"]


# ---- whose it is ----------------------------------------------------------------------------------


def test_one_track_twice_is_refused(alice, track):
    with pytest.raises(Invalid):
        verdicts.say(alice, track("A"), track("A"), SAME)


def test_anothers_track_is_as_an_unknown_one(alice, bob, track):
    theirs = Track.objects.create(user=bob, title="Theirs").pk
    facts = []

    for pk in (theirs, 2**63 - 1):
        with pytest.raises(Invalid) as refused:
            verdicts.say(alice, track("A"), pk, SAME)
        facts.append(refused.value.facts)

    assert facts == [{"fields": {"track_b": ["There is no such track."]}}] * 2
    assert not Verdict.objects.exists()


def test_only_ones_own_is_revoked(alice, bob, say):
    say("A=B")
    verdict = Verdict.objects.get()

    with pytest.raises(NotFound):
        verdicts.revoke(bob, verdict.pk)
    assert verdicts.revoke(alice, verdict.pk).pk == verdict.pk
    with pytest.raises(NotFound):
        verdicts.revoke(alice, verdict.pk)


def test_pairs_are_looked_up_by_one_query(alice, say, track, django_assert_num_queries):
    say("A=B")
    say("A#C")
    a, b, c = (track(name) for name in "ABC")

    with django_assert_num_queries(1):
        found = verdicts.on_pairs(alice, [(a, b), (b, c)])

    assert {names: one.verdict for names, one in found.items()} == {(a, b): SAME}


# ---- the trail ------------------------------------------------------------------------------------


def test_the_trail_says_what_was_set_and_what_it_revoked(alice, say, track):
    say("A=B")
    old = Verdict.objects.get().pk
    say("A#B")
    new = Verdict.objects.get().pk
    verdicts.revoke(alice, new)

    trail = AuditEvent.objects.filter(user=alice, noun="verdict").order_by("pk")

    assert [(one.action, one.subject_id) for one in trail] == [
        ("set", str(old)),
        ("set", str(new)),
        ("revoked", str(old)),
        ("revoked", str(new)),
    ]
    assert trail[2].details == {
        "track_a": track("A"),
        "track_b": track("B"),
        "verdict": "duplicate",
        "contradicted_by": new,
    }


# ---- at once --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_verdicts_said_at_once_do_not_contradict(alice, track):
    """Without turns, each of the two would see the chain as it was before the other."""
    a, b, c, d = (track(name) for name in "ABCD")
    asked = [(a, b, SAME), (b, c, SAME), (c, d, SAME), (a, d, OTHER), (a, c, OTHER), (b, d, OTHER)]

    def one(words):
        try:
            return verdicts.say(alice, *words)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        for _ in range(5):
            assert len(list(pool.map(one, asked * 2))) == 12
            assert contradictions_of(alice) == []


@pytest.mark.django_db(transaction=True)
def test_of_equal_ones_at_once_one_is_new(alice, track):
    a, b = track("A"), track("B")

    def one(_):
        try:
            return verdicts.say(alice, a, b, SAME).is_new
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == [False, False, False, True]
    assert Verdict.objects.count() == 1
