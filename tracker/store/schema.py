"""The tables of tracker.db, as migrations. What a table's row is, is said in metadata.yml."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("tracker")

_CREATE = """
CREATE TABLE places (
  code TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, counted INTEGER NOT NULL,
  parent TEXT REFERENCES places(code), checked_on TEXT, checked_by TEXT, checked_read TEXT, note TEXT
) STRICT;
CREATE TABLE criteria (
  name TEXT PRIMARY KEY, position INTEGER NOT NULL, title TEXT NOT NULL, question TEXT NOT NULL
) STRICT;
CREATE TABLE legislatures (
  id TEXT PRIMARY KEY, place TEXT NOT NULL REFERENCES places(code), name TEXT NOT NULL,
  chambers TEXT NOT NULL, rules TEXT NOT NULL
) STRICT;
CREATE TABLE sessions (
  legislature TEXT NOT NULL REFERENCES legislatures(id), id TEXT NOT NULL, name TEXT NOT NULL,
  term TEXT NOT NULL, start TEXT NOT NULL, end TEXT, ended_by TEXT, evidence_kind TEXT, url TEXT,
  PRIMARY KEY (legislature, id)
) STRICT;
CREATE TABLE sources (
  id TEXT PRIMARY KEY, place TEXT NOT NULL REFERENCES places(code), name TEXT NOT NULL,
  home TEXT NOT NULL, languages TEXT NOT NULL, licence TEXT NOT NULL, republish INTEGER NOT NULL,
  every_hours REAL NOT NULL, declared_state TEXT NOT NULL, reason TEXT, key_name TEXT,
  unverified_live INTEGER NOT NULL
) STRICT;
CREATE TABLE measures (
  id TEXT PRIMARY KEY, place TEXT NOT NULL REFERENCES places(code), kind TEXT NOT NULL,
  title TEXT NOT NULL, lang TEXT NOT NULL,
  legislature TEXT REFERENCES legislatures(id), session TEXT, number TEXT, origin_chamber TEXT,
  category TEXT, url TEXT, citation TEXT, extent TEXT, relevant_part TEXT, source_status TEXT,
  sponsor TEXT, family TEXT, relevance TEXT, aims TEXT, meets TEXT, introduced TEXT, passed TEXT,
  assented TEXT, in_force TEXT, note TEXT
) STRICT;
CREATE TABLE measure_titles (
  id INTEGER PRIMARY KEY, measure TEXT NOT NULL REFERENCES measures(id) DEFERRABLE INITIALLY DEFERRED,
  lang TEXT NOT NULL, title TEXT NOT NULL, signs TEXT NOT NULL, UNIQUE (measure, lang, title)
) STRICT;
CREATE TABLE aliases (
  alias TEXT PRIMARY KEY, measure TEXT NOT NULL REFERENCES measures(id) DEFERRABLE INITIALLY DEFERRED,
  source TEXT, source_id TEXT
) STRICT;
CREATE TABLE events (
  id INTEGER PRIMARY KEY, measure TEXT NOT NULL REFERENCES measures(id) DEFERRABLE INITIALLY DEFERRED,
  origin TEXT NOT NULL, stage TEXT NOT NULL, chamber TEXT, date TEXT, earliest TEXT, latest TEXT,
  label TEXT NOT NULL, code TEXT, url TEXT, basis TEXT NOT NULL, note TEXT, role TEXT NOT NULL,
  listed INTEGER NOT NULL
) STRICT;
CREATE TABLE measure_status (
  id INTEGER PRIMARY KEY, measure TEXT NOT NULL REFERENCES measures(id) DEFERRABLE INITIALLY DEFERRED,
  from_date TEXT NOT NULL, to_date TEXT, status TEXT NOT NULL, unclear INTEGER NOT NULL,
  event INTEGER REFERENCES events(id) DEFERRABLE INITIALLY DEFERRED, UNIQUE (measure, from_date)
) STRICT;
CREATE TABLE measure_links (
  id INTEGER PRIMARY KEY, measure TEXT NOT NULL REFERENCES measures(id) DEFERRABLE INITIALLY DEFERRED,
  relation TEXT NOT NULL, target TEXT NOT NULL, note TEXT, UNIQUE (measure, relation, target)
) STRICT;
CREATE TABLE provisions (
  id INTEGER PRIMARY KEY, measure TEXT NOT NULL REFERENCES measures(id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL, value TEXT NOT NULL, abroad TEXT, article TEXT, since TEXT, until TEXT, note TEXT,
  only_memory INTEGER NOT NULL, listed INTEGER NOT NULL
) STRICT;
CREATE TABLE treaties (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, citation TEXT, opened TEXT, in_force TEXT, url TEXT
) STRICT;
CREATE TABLE treaty_actions (
  id INTEGER PRIMARY KEY, treaty TEXT NOT NULL REFERENCES treaties(id),
  place TEXT NOT NULL REFERENCES places(code), action TEXT NOT NULL, date TEXT, note TEXT,
  only_memory INTEGER NOT NULL, listed INTEGER NOT NULL
) STRICT;
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  measure TEXT REFERENCES measures(id) DEFERRABLE INITIALLY DEFERRED,
  event INTEGER REFERENCES events(id) DEFERRABLE INITIALLY DEFERRED,
  provision INTEGER REFERENCES provisions(id) DEFERRABLE INITIALLY DEFERRED,
  treaty_action INTEGER REFERENCES treaty_actions(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL, url TEXT, citation TEXT, retrieved TEXT, sha256 TEXT
) STRICT;
CREATE TABLE answers (
  id INTEGER PRIMARY KEY, place TEXT NOT NULL REFERENCES places(code),
  criterion TEXT NOT NULL REFERENCES criteria(name), from_date TEXT, to_date TEXT, answer TEXT NOT NULL,
  basis TEXT, confidence TEXT
) STRICT;
CREATE TABLE answer_reasons (
  id INTEGER PRIMARY KEY, answer INTEGER NOT NULL REFERENCES answers(id) DEFERRABLE INITIALLY DEFERRED,
  role TEXT NOT NULL,
  measure TEXT REFERENCES measures(id) DEFERRABLE INITIALLY DEFERRED,
  event INTEGER REFERENCES events(id) DEFERRABLE INITIALLY DEFERRED,
  provision INTEGER REFERENCES provisions(id) DEFERRABLE INITIALLY DEFERRED,
  treaty_action INTEGER REFERENCES treaty_actions(id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE captures (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL, sha256 TEXT NOT NULL,
  source TEXT NOT NULL REFERENCES sources(id), status INTEGER NOT NULL, fetched_at TEXT,
  UNIQUE (url, sha256)
) STRICT;
CREATE TABLE published_bodies (
  sha256 TEXT PRIMARY KEY, url TEXT NOT NULL, source TEXT NOT NULL REFERENCES sources(id),
  fetched_at TEXT, body BLOB NOT NULL
) STRICT;
CREATE TABLE records (
  id TEXT NOT NULL, origin TEXT NOT NULL,
  measure TEXT NOT NULL REFERENCES measures(id) DEFERRABLE INITIALLY DEFERRED,
  record TEXT NOT NULL, seen TEXT, url TEXT, sha256 TEXT, PRIMARY KEY (id, origin)
) STRICT;
CREATE TABLE discoveries (
  source TEXT NOT NULL REFERENCES sources(id), entry TEXT NOT NULL, version TEXT, title TEXT,
  relevance TEXT NOT NULL, terms TEXT NOT NULL, PRIMARY KEY (source, entry)
) STRICT;
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT, mode TEXT NOT NULL, outcome TEXT,
  detail TEXT
) STRICT;
CREATE TABLE source_runs (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id),
  source TEXT NOT NULL REFERENCES sources(id), outcome TEXT NOT NULL, requests INTEGER NOT NULL,
  measures INTEGER NOT NULL, changed INTEGER NOT NULL, seconds REAL NOT NULL, last_success TEXT
) STRICT;
CREATE TABLE issues (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id), source TEXT REFERENCES sources(id),
  kind TEXT NOT NULL, url TEXT, field TEXT, measure TEXT, detail TEXT NOT NULL
) STRICT;
CREATE TABLE sightings (
  source TEXT NOT NULL REFERENCES sources(id),
  measure TEXT NOT NULL REFERENCES measures(id) DEFERRABLE INITIALLY DEFERRED,
  run INTEGER NOT NULL REFERENCES runs(id), seen_at TEXT, PRIMARY KEY (source, measure)
) STRICT;
CREATE TABLE changes (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs(id),
  entity TEXT NOT NULL, entity_id TEXT NOT NULL, place TEXT REFERENCES places(code), field TEXT NOT NULL,
  old TEXT, new TEXT, source TEXT, url TEXT
) STRICT;
CREATE TABLE conflicts (
  id INTEGER PRIMARY KEY, measure TEXT NOT NULL REFERENCES measures(id) DEFERRABLE INITIALLY DEFERRED,
  field TEXT NOT NULL, kept TEXT NOT NULL, kept_from TEXT NOT NULL, other TEXT NOT NULL,
  other_from TEXT NOT NULL, UNIQUE (measure, field, kept, kept_from, other, other_from)
) STRICT;
CREATE TABLE held (
  id TEXT NOT NULL, origin TEXT NOT NULL, record TEXT NOT NULL, reason TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs(id), seen TEXT, url TEXT, sha256 TEXT, PRIMARY KEY (id, origin)
) STRICT;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE INDEX measures_place ON measures(place);
CREATE INDEX measures_family ON measures(family);
CREATE INDEX aliases_measure ON aliases(measure);
CREATE INDEX events_measure ON events(measure);
CREATE INDEX events_latest ON events(latest);
CREATE INDEX provisions_measure ON provisions(measure);
CREATE INDEX measure_links_measure ON measure_links(measure);
CREATE INDEX measure_links_target ON measure_links(target);
CREATE INDEX answers_place ON answers(place, criterion);
CREATE INDEX answers_criterion ON answers(criterion, answer);
CREATE INDEX answer_reasons_answer ON answer_reasons(answer);
CREATE INDEX answer_reasons_measure ON answer_reasons(measure);
CREATE INDEX treaty_actions_place ON treaty_actions(place);
CREATE INDEX evidence_measure ON evidence(measure);
CREATE INDEX evidence_event ON evidence(event);
CREATE INDEX evidence_provision ON evidence(provision);
CREATE INDEX evidence_treaty_action ON evidence(treaty_action);
CREATE INDEX records_measure ON records(measure);
CREATE INDEX captures_source ON captures(source);
CREATE INDEX source_runs_source ON source_runs(source);
CREATE INDEX issues_run ON issues(run);
CREATE INDEX issues_source ON issues(source);
CREATE INDEX changes_entity ON changes(entity, entity_id);
CREATE INDEX changes_place ON changes(place);
CREATE INDEX conflicts_measure ON conflicts(measure);

CREATE VIEW answers_today AS
  SELECT a.place, p.name, a.criterion, a.answer, a.from_date, a.basis, a.confidence, p.counted
  FROM answers a JOIN places p ON p.code = a.place
  WHERE (a.from_date IS NULL OR a.from_date <= date('now'))
    AND (a.to_date IS NULL OR a.to_date > date('now'));
CREATE VIEW measures_today AS
  SELECT m.id, m.place, m.kind, m.title, m.number, m.session, s.status, s.unclear, s.from_date AS since,
    m.introduced, m.passed, m.assented, m.in_force, m.family, m.relevance, m.url
  FROM measures m LEFT JOIN measure_status s ON s.measure = m.id
    AND s.from_date <= date('now') AND (s.to_date IS NULL OR s.to_date > date('now'));
"""


@migrations()
def m001_tables(db: Database) -> None:
    for statement in _CREATE.split(";\n"):
        if statement.strip():
            db.execute(statement)
    # Two-sign words of Chinese, Japanese and Korean are found only with their signs kept apart.
    db.table("measure_titles").enable_fts(
        ["title", "signs"], tokenize="unicode61 remove_diacritics 2", create_triggers=True
    )


_CLAIMS = """
CREATE TABLE claims (
  id TEXT PRIMARY KEY, position INTEGER NOT NULL, who TEXT NOT NULL, date TEXT NOT NULL, text TEXT NOT NULL,
  note TEXT, see TEXT, query TEXT NOT NULL
) STRICT;
ALTER TABLE evidence ADD COLUMN claim TEXT REFERENCES claims(id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX evidence_claim ON evidence(claim)
"""


@migrations()
def m002_claims(db: Database) -> None:
    """What others assert, each with the query that tests it."""
    for statement in _CLAIMS.split(";\n"):
        db.execute(statement)


@migrations()
def m003_findings(db: Database) -> None:
    """What is worth mending in the curated data. A measure's id here may be an alias of the measure's."""
    db.execute("""CREATE TABLE findings (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL,
        place TEXT NOT NULL REFERENCES places(code), measure TEXT, detail TEXT NOT NULL
    ) STRICT""")


_TREATY_LISTS = """
CREATE TABLE treaty_records (
  treaty TEXT NOT NULL REFERENCES treaties(id), origin TEXT NOT NULL REFERENCES sources(id),
  record TEXT NOT NULL, seen TEXT, PRIMARY KEY (treaty, origin)
) STRICT;
CREATE TABLE treaty_sightings (
  source TEXT NOT NULL REFERENCES sources(id), treaty TEXT NOT NULL REFERENCES treaties(id),
  run INTEGER NOT NULL REFERENCES runs(id), seen_at TEXT, PRIMARY KEY (source, treaty)
) STRICT;
ALTER TABLE treaty_actions ADD COLUMN basis TEXT NOT NULL DEFAULT 'stated';
ALTER TABLE conflicts RENAME TO measure_conflicts;
CREATE TABLE conflicts (
  id INTEGER PRIMARY KEY, measure TEXT REFERENCES measures(id) DEFERRABLE INITIALLY DEFERRED,
  treaty TEXT REFERENCES treaties(id), place TEXT REFERENCES places(code),
  field TEXT NOT NULL, kept TEXT NOT NULL, kept_from TEXT NOT NULL, other TEXT NOT NULL,
  other_from TEXT NOT NULL, UNIQUE (measure, treaty, place, field, kept, kept_from, other, other_from)
) STRICT;
INSERT INTO conflicts (id, measure, field, kept, kept_from, other, other_from)
  SELECT id, measure, field, kept, kept_from, other, other_from FROM measure_conflicts;
DROP TABLE measure_conflicts;
CREATE INDEX conflicts_measure ON conflicts(measure);
CREATE INDEX conflicts_treaty ON conflicts(treaty)
"""


@migrations()
def m004_treaty_lists(db: Database) -> None:
    """What depositaries' lists say, and disagreements about a treaty's actions."""
    for statement in _TREATY_LISTS.split(";\n"):
        db.execute(statement)


@migrations()
def m004_sources_of_no_place(db: Database) -> None:
    """A depositary belongs to no country."""
    db.table("sources").transform(not_null={"place": False})


@migrations()
def m005_checked_since(db: Database) -> None:
    """From which day on a place's search covers."""
    db.execute("ALTER TABLE places ADD COLUMN checked_since TEXT")


@migrations()
def m006_first_seen(db: Database) -> None:
    """On which days the undated steps of a record were first seen, as JSON: step -> day."""
    db.execute("ALTER TABLE records ADD COLUMN first_seen TEXT")


@migrations()
def m007_sightings_by_measure(db: Database) -> None:
    """Every page of a place asks when its measures were seen last."""
    db.execute("CREATE INDEX sightings_measure ON sightings(measure)")


_SUBJECT = """
ALTER TABLE criteria ADD COLUMN kind TEXT NOT NULL DEFAULT 'law';
ALTER TABLE criteria ADD COLUMN headline INTEGER NOT NULL DEFAULT 0;
ALTER TABLE criteria ADD COLUMN words TEXT NOT NULL DEFAULT '{}';
ALTER TABLE criteria ADD COLUMN sentences TEXT NOT NULL DEFAULT '{}';
CREATE TABLE provision_names (
  name TEXT PRIMARY KEY, position INTEGER NOT NULL, meaning TEXT NOT NULL, abroad INTEGER NOT NULL
) STRICT
"""


@migrations()
def m008_subject(db: Database) -> None:
    """What the site says of each question, and what a law can provide."""
    for statement in _SUBJECT.split(";\n"):
        db.execute(statement)
