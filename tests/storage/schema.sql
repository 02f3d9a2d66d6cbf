CREATE TABLE addresses (
 channel TEXT NOT NULL,
 account TEXT NOT NULL,
 chat TEXT NOT NULL,
 person_id INTEGER NOT NULL REFERENCES people (id),
 bound_at TEXT NOT NULL,
 unreachable TEXT, -- why nothing can be delivered, NULL while it can
 PRIMARY KEY (channel, account)
);

CREATE TABLE answers ( -- what came back; an unit's newest one counts
 id INTEGER PRIMARY KEY,
 broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
 person_id INTEGER NOT NULL REFERENCES people (id),
 units TEXT NOT NULL, -- JSON
 text TEXT NOT NULL,
 value REAL,
 measure TEXT NOT NULL DEFAULT '',
 files TEXT NOT NULL DEFAULT '[]', -- JSON: attachments
 report_id INTEGER REFERENCES reports (id),
 at TEXT NOT NULL,
 withdrawn_at TEXT
);

CREATE TABLE asked ( -- the last question of a conversation, which the next may go on from
 channel TEXT NOT NULL,
 account TEXT NOT NULL,
 said TEXT NOT NULL,
 expires_at TEXT NOT NULL,
 PRIMARY KEY (channel, account)
);

CREATE TABLE audiences ( -- a query under a name
 name TEXT PRIMARY KEY,
 query TEXT NOT NULL,
 person_id INTEGER NOT NULL REFERENCES people (id),
 created_at TEXT NOT NULL
);

CREATE TABLE audit (
 seq INTEGER PRIMARY KEY,
 at TEXT NOT NULL,
 actor INTEGER NOT NULL, -- person id, 0 for the program itself
 action TEXT NOT NULL,
 subject TEXT NOT NULL,
 detail TEXT NOT NULL,
 hash TEXT NOT NULL UNIQUE -- over the previous hash and this row
);

CREATE TABLE boards ( -- a message that shows a broadcast's receipt and edits itself
 broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
 channel TEXT NOT NULL,
 account TEXT NOT NULL,
 chat TEXT NOT NULL,
 ref TEXT NOT NULL DEFAULT '', -- the platform's name of the message, '' until it is sent
 shown TEXT NOT NULL DEFAULT '', -- a digest of what it shows
 next_at TEXT, -- NULL while it shows how things are
 PRIMARY KEY (broadcast_id, channel, account)
);

CREATE TABLE broadcasts (
 id INTEGER PRIMARY KEY,
 author_id INTEGER NOT NULL REFERENCES people (id),
 text TEXT NOT NULL,
 audience TEXT NOT NULL, -- in words, as the coordinator was shown it
 units TEXT NOT NULL, -- JSON: the units addressed
 people TEXT NOT NULL, -- JSON: the ids of exactly those who get it
 state TEXT NOT NULL, -- drafted, sent, cancelled
 created_at TEXT NOT NULL,
 confirmed_at TEXT
, query TEXT NOT NULL DEFAULT '{}', codes TEXT NOT NULL DEFAULT '[]', ask TEXT NOT NULL DEFAULT '{}', files TEXT NOT NULL DEFAULT '[]', rooms TEXT NOT NULL DEFAULT '[]', everyone INTEGER NOT NULL DEFAULT 0, urgent INTEGER NOT NULL DEFAULT 0, waits TEXT NOT NULL DEFAULT '', next_at TEXT, reminded_on TEXT);

CREATE TABLE bulletins ( -- 期号: counted for each plan and year, from 1 without a gap
 plan_id INTEGER NOT NULL, -- 0: one bulletin of all plans
 year INTEGER NOT NULL,
 number INTEGER NOT NULL,
 day TEXT NOT NULL, -- the day that it shows
 snapshot_id INTEGER NOT NULL REFERENCES snapshots (id),
 PRIMARY KEY (plan_id, year, number)
);

CREATE TABLE chores (
 name TEXT PRIMARY KEY, -- lights, prune events …
 next_at TEXT NOT NULL, -- '' at once
 place INTEGER NOT NULL DEFAULT 0 -- how far it has come: it is done in steps of bounded size
);

CREATE TABLE decisions ( -- what a coordinator said to what a report asked for
 report_id INTEGER PRIMARY KEY REFERENCES reports (id),
 verdict TEXT NOT NULL, -- yes, no
 until TEXT, -- the day that was granted
 note TEXT NOT NULL,
 person_id INTEGER NOT NULL REFERENCES people (id),
 at TEXT NOT NULL
);

CREATE TABLE drafts ( -- a report that waits for a tap, or files that wait for a report
 id INTEGER PRIMARY KEY,
 person_id INTEGER NOT NULL REFERENCES people (id),
 channel TEXT NOT NULL,
 account TEXT NOT NULL,
 state TEXT NOT NULL, -- open, retyping, choosing, files, saved, dropped
 content TEXT NOT NULL, -- JSON
 source TEXT,
 album TEXT,
 created_at TEXT NOT NULL,
 expires_at TEXT NOT NULL
);

CREATE TABLE duties (
 task_id INTEGER NOT NULL REFERENCES tasks (id),
 unit_id INTEGER NOT NULL REFERENCES units (id),
 role TEXT NOT NULL,
 position INTEGER NOT NULL, next_at TEXT DEFAULT '',
 PRIMARY KEY (task_id, unit_id)
);

CREATE TABLE events ( -- the journal: what was handled, and what was answered
 id INTEGER PRIMARY KEY,
 channel TEXT NOT NULL,
 event_id TEXT NOT NULL,
 account TEXT NOT NULL,
 at TEXT NOT NULL,
 said TEXT NOT NULL, -- empty where keeping it would keep a secret
 files TEXT NOT NULL,
 reply TEXT, answered INTEGER NOT NULL DEFAULT 1, chat TEXT NOT NULL DEFAULT '',
 UNIQUE (channel, event_id)
);

CREATE TABLE evidence (
 id INTEGER PRIMARY KEY,
 report_id INTEGER NOT NULL REFERENCES reports (id),
 sha256 TEXT NOT NULL,
 name TEXT NOT NULL,
 size INTEGER NOT NULL,
 mime TEXT NOT NULL,
 UNIQUE (report_id, sha256)
);

CREATE TABLE explanations ( -- 说明: what a supervisor says of a task that is overdue
 id INTEGER PRIMARY KEY,
 task_id INTEGER NOT NULL REFERENCES tasks (id),
 person_id INTEGER NOT NULL REFERENCES people (id),
 text TEXT NOT NULL,
 at TEXT NOT NULL
);

CREATE TABLE guesses (
 channel TEXT NOT NULL,
 account TEXT NOT NULL,
 failures INTEGER NOT NULL,
 blocked_until TEXT,
 PRIMARY KEY (channel, account)
);

CREATE TABLE imports ( -- a list that an admin sent and has not taken over yet
 id INTEGER PRIMARY KEY,
 person_id INTEGER NOT NULL REFERENCES people (id),
 sha256 TEXT NOT NULL,
 name TEXT NOT NULL,
 state TEXT NOT NULL, -- open, taken, dropped
 content TEXT NOT NULL, -- JSON: what was read, and what was decided of it
 created_at TEXT NOT NULL,
 done_at TEXT
);

CREATE TABLE invites (
 code_hash TEXT PRIMARY KEY,
 unit TEXT NOT NULL,
 position TEXT NOT NULL,
 person_name TEXT NOT NULL,
 created_by INTEGER NOT NULL REFERENCES people (id),
 created_at TEXT NOT NULL,
 expires_at TEXT NOT NULL,
 used_at TEXT,
 used_by INTEGER REFERENCES people (id)
);

CREATE TABLE latest_reports (
 task_id INTEGER NOT NULL REFERENCES tasks (id),
 unit_id INTEGER NOT NULL REFERENCES units (id),
 report_id INTEGER REFERENCES reports (id), -- NULL when all of them were withdrawn
 seq INTEGER NOT NULL UNIQUE,
 PRIMARY KEY (task_id, unit_id)
);

CREATE TABLE letters ( -- 督办单: drafted, then sent or dropped by a coordinator
 id INTEGER PRIMARY KEY,
 unit_id INTEGER NOT NULL REFERENCES units (id),
 day TEXT NOT NULL,
 codes TEXT NOT NULL, -- JSON
 state TEXT NOT NULL, -- drafted, sent, dropped
 settled_by INTEGER REFERENCES people (id),
 settled_at TEXT,
 UNIQUE (unit_id, day)
);

CREATE TABLE lights ( -- the history of a task's light: one row for each change
 id INTEGER PRIMARY KEY,
 task_id INTEGER NOT NULL REFERENCES tasks (id),
 day TEXT NOT NULL,
 light TEXT NOT NULL, -- red, yellow, green, blue, grey
 sentence TEXT NOT NULL, -- what explained it on that day
 report_id INTEGER REFERENCES reports (id) -- the report that changed it; NULL: time did
, by_rule INTEGER NOT NULL DEFAULT 0);

CREATE TABLE notices ( -- a sentence that goes with a person's next digest, once
 id INTEGER PRIMARY KEY,
 person_id INTEGER NOT NULL REFERENCES people (id),
 key TEXT NOT NULL,
 content TEXT NOT NULL, -- JSON
 state TEXT NOT NULL, -- planned, told
 created_at TEXT NOT NULL,
 told_on TEXT,
 UNIQUE (person_id, key)
);

CREATE TABLE "nudges" ( -- the nudges of old, now by unit, planned before they are told
 person_id INTEGER NOT NULL REFERENCES people (id),
 task_id INTEGER NOT NULL REFERENCES tasks (id),
 unit_id INTEGER NOT NULL REFERENCES units (id),
 rung TEXT NOT NULL,
 day TEXT NOT NULL, -- of the plan, then of the telling
 state TEXT NOT NULL, -- planned, told, silent
 position TEXT NOT NULL, -- as what the person is told
 apart INTEGER NOT NULL, -- 1: an escalation, a message of its own
 stands_for TEXT NOT NULL DEFAULT '', territory TEXT NOT NULL DEFAULT '', -- the name of whom the person stands in for
 PRIMARY KEY (person_id, task_id, unit_id, rung)
);

CREATE TABLE outbox (
 id INTEGER PRIMARY KEY,
 key TEXT NOT NULL UNIQUE, -- digest:<person>:<day>, broadcast:<id>:<person>
 kind TEXT NOT NULL,
 person_id INTEGER NOT NULL REFERENCES people (id),
 broadcast_id INTEGER REFERENCES broadcasts (id),
 reply TEXT NOT NULL,
 state TEXT NOT NULL, -- waiting, sending, sent, failed, unknown
 channel TEXT,
 account TEXT,
 attempts INTEGER NOT NULL DEFAULT 0,
 created_at TEXT NOT NULL,
 next_at TEXT NOT NULL,
 done_at TEXT,
 reason TEXT
, stage TEXT NOT NULL DEFAULT '', tasks TEXT NOT NULL DEFAULT '[]', merged_into INTEGER REFERENCES outbox (id), ref TEXT NOT NULL DEFAULT '', room_id INTEGER REFERENCES rooms (id));

CREATE TABLE papers ( -- a file made for an answer, kept so that it stays what it was
 channel TEXT NOT NULL,
 event_id TEXT NOT NULL, -- of the event it answers, or outbox:<id>
 place INTEGER NOT NULL, -- several may go with one answer
 account TEXT NOT NULL,
 person_id INTEGER NOT NULL REFERENCES people (id),
 kind TEXT NOT NULL,
 sha256 TEXT NOT NULL,
 name TEXT NOT NULL,
 size INTEGER NOT NULL,
 mime TEXT NOT NULL,
 made_at TEXT NOT NULL,
 PRIMARY KEY (channel, event_id, place)
);

CREATE TABLE people (
 id INTEGER PRIMARY KEY,
 name TEXT NOT NULL,
 created_at TEXT NOT NULL,
 removed_at TEXT,
 next_digest_at TEXT -- stored at write, so that a tick is one indexed query
);

CREATE TABLE plans (
 id INTEGER PRIMARY KEY,
 number TEXT NOT NULL UNIQUE, -- 聊政字〔2023〕12号
 title TEXT NOT NULL,
 issuer TEXT NOT NULL,
 issued_on TEXT NOT NULL,
 starts_on TEXT NOT NULL,
 ends_on TEXT NOT NULL,
 revision TEXT NOT NULL -- digest of the tasks; readers keep what they parsed under it
, mark TEXT NOT NULL DEFAULT '', closed_at TEXT, tells_territories INTEGER NOT NULL DEFAULT 0, lights TEXT NOT NULL DEFAULT '');

CREATE TABLE posts (
 id INTEGER PRIMARY KEY,
 person_id INTEGER NOT NULL REFERENCES people (id),
 position TEXT NOT NULL,
 unit TEXT NOT NULL, stands_for INTEGER REFERENCES people (id), -- canonical name, or * for all
 UNIQUE (person_id, position, unit)
);

CREATE TABLE preferences (
 person_id INTEGER PRIMARY KEY REFERENCES people (id),
 digest_at TEXT, -- HH:MM of the place
 channel TEXT,
 away_until TEXT, -- the last day of the leave
 stand_in INTEGER REFERENCES people (id)
);

CREATE TABLE questions ( -- what a bare number typed next would mean
 channel TEXT NOT NULL,
 account TEXT NOT NULL,
 choices TEXT NOT NULL,
 expires_at TEXT NOT NULL,
 PRIMARY KEY (channel, account)
);

CREATE TABLE receivers ( -- exactly these people get exactly this
 broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
 person_id INTEGER NOT NULL REFERENCES people (id),
 name TEXT NOT NULL, -- as it was shown
 units TEXT NOT NULL, -- JSON: for which the person gets it
 fields TEXT NOT NULL, -- JSON: what stands for {单位}, {事项} …
 note TEXT NOT NULL DEFAULT '', -- whom the person stands in for
 posted INTEGER NOT NULL DEFAULT 0,
 asked_at TEXT, -- the person pressed 回复: what is typed next is the answer
 PRIMARY KEY (broadcast_id, person_id)
);

CREATE TABLE remembered ( -- what the program must know of its last run
 key TEXT PRIMARY KEY,
 value TEXT NOT NULL
);

CREATE TABLE reports (
 id INTEGER PRIMARY KEY,
 task_id INTEGER NOT NULL REFERENCES tasks (id),
 unit_id INTEGER NOT NULL REFERENCES units (id),
 person_id INTEGER NOT NULL REFERENCES people (id),
 text TEXT NOT NULL,
 status TEXT NOT NULL,
 percent REAL,
 sample INTEGER NOT NULL DEFAULT 0, -- 1: a sample of the demo, shown as such
 created_at TEXT NOT NULL,
 supersedes INTEGER REFERENCES reports (id),
 withdrawn_at TEXT
, kind TEXT NOT NULL DEFAULT 'report', figures TEXT NOT NULL DEFAULT '[]', eta TEXT, obstacle TEXT, flags TEXT NOT NULL DEFAULT '[]', source TEXT, album TEXT, stands_for INTEGER REFERENCES people (id));

CREATE TABLE room_summaries ( -- which groups get the scheduled summary, and when next
 room_id INTEGER NOT NULL REFERENCES rooms (id),
 every TEXT NOT NULL, -- week or month
 next_at TEXT NOT NULL,
 snapshot_id INTEGER, -- the one that was sent last
 PRIMARY KEY (room_id, every)
);

CREATE TABLE rooms ( -- working groups that the bot is in
 id INTEGER PRIMARY KEY,
 channel TEXT NOT NULL,
 chat TEXT NOT NULL,
 name TEXT NOT NULL,
 person_id INTEGER NOT NULL REFERENCES people (id),
 created_at TEXT NOT NULL,
 closed TEXT, -- why nothing can be posted there any more
 UNIQUE (channel, chat)
);

CREATE TABLE shown ( -- the task that was spoken of last
 channel TEXT NOT NULL,
 account TEXT NOT NULL,
 code TEXT NOT NULL,
 at TEXT NOT NULL,
 PRIMARY KEY (channel, account)
);

CREATE TABLE silences ( -- 稍后提醒 and 收到, of one deadline
 id INTEGER PRIMARY KEY,
 task_id INTEGER NOT NULL REFERENCES tasks (id),
 unit_id INTEGER NOT NULL REFERENCES units (id),
 person_id INTEGER NOT NULL REFERENCES people (id),
 kind TEXT NOT NULL, -- snooze, ack
 due_on TEXT NOT NULL,
 since TEXT NOT NULL,
 until TEXT NOT NULL
);

CREATE TABLE snapshots ( -- frozen: every paper is made from one, and names its number
 id INTEGER PRIMARY KEY, -- 第N期
 taken_at TEXT NOT NULL,
 person_id INTEGER NOT NULL, -- who had it taken, 0 for the program itself
 state TEXT NOT NULL, -- what it was taken of: equal means that nothing is new
 figures TEXT NOT NULL, -- JSON: the overall figures, for trends
 inputs TEXT NOT NULL, -- JSON: what it is made of, by number
 content BLOB -- JSON, deflated; written once, soon after it was taken
);

CREATE TABLE summaries ( -- who gets the scheduled summary, and when next
 person_id INTEGER NOT NULL REFERENCES people (id),
 every TEXT NOT NULL, -- week or month
 next_at TEXT NOT NULL, -- stored at write, so that a tick is one indexed query
 snapshot_id INTEGER, -- the one that was sent last
 PRIMARY KEY (person_id, every)
);

CREATE TABLE tasks (
 id INTEGER PRIMARY KEY,
 plan_id INTEGER NOT NULL REFERENCES plans (id),
 code TEXT NOT NULL UNIQUE,
 position INTEGER NOT NULL, -- order in the document
 list TEXT NOT NULL,
 section TEXT NOT NULL,
 category TEXT,
 title TEXT NOT NULL,
 target TEXT NOT NULL,
 due_on TEXT NOT NULL,
 due_basis TEXT NOT NULL,
 first_line INTEGER NOT NULL,
 last_line INTEGER NOT NULL,
 promises TEXT NOT NULL -- JSON: milestones, metrics, territories, warnings
, withdrawn_at TEXT, carried_from INTEGER REFERENCES plans (id), extended_to TEXT);

CREATE TABLE unit_aliases (
 alias TEXT PRIMARY KEY,
 unit_id INTEGER NOT NULL REFERENCES units (id)
);

CREATE TABLE units (
 id INTEGER PRIMARY KEY,
 name TEXT NOT NULL UNIQUE,
 kind TEXT NOT NULL
);

CREATE INDEX addresses_person ON addresses (person_id);

CREATE INDEX answers_broadcast ON answers (broadcast_id, id);

CREATE INDEX answers_person ON answers (person_id, id);

CREATE INDEX answers_report ON answers (report_id) WHERE report_id IS NOT NULL;

CREATE INDEX boards_next ON boards (next_at) WHERE next_at IS NOT NULL;

CREATE INDEX broadcasts_author ON broadcasts (author_id, state, id);

CREATE INDEX broadcasts_next ON broadcasts (next_at) WHERE next_at IS NOT NULL;

CREATE INDEX bulletins_day ON bulletins (plan_id, day);

CREATE UNIQUE INDEX bulletins_snapshot ON bulletins (plan_id, snapshot_id);

CREATE INDEX chores_next ON chores (next_at);

CREATE INDEX drafts_account ON drafts (channel, account, state, id);

CREATE INDEX drafts_source ON drafts (source) WHERE source IS NOT NULL;

CREATE INDEX duties_next ON duties (next_at) WHERE next_at IS NOT NULL;

CREATE INDEX duties_unit ON duties (unit_id);

CREATE INDEX events_account ON events (channel, account, at);

CREATE INDEX events_owed ON events (answered, id) WHERE answered = 0;

CREATE INDEX evidence_content ON evidence (sha256);

CREATE INDEX explanations_task ON explanations (task_id, id);

CREATE INDEX imports_person ON imports (person_id, state, id);

CREATE INDEX lights_task ON lights (task_id, id);

CREATE INDEX notices_planned ON notices (person_id) WHERE state = 'planned';

CREATE INDEX nudges_planned ON nudges (person_id) WHERE state = 'planned';

CREATE INDEX nudges_task ON nudges (task_id, unit_id, person_id);

CREATE INDEX outbox_account ON outbox (channel, account, done_at);

CREATE INDEX outbox_broadcast ON outbox (broadcast_id, person_id);

CREATE INDEX outbox_due ON outbox (state, next_at);

CREATE INDEX outbox_merged ON outbox (merged_into) WHERE merged_into IS NOT NULL;

CREATE INDEX outbox_person ON outbox (person_id, state, done_at);

CREATE INDEX papers_account ON papers (channel, account, sha256);

CREATE INDEX people_digest ON people (next_digest_at);

CREATE INDEX posts_unit ON posts (unit);

CREATE INDEX preferences_stand_in ON preferences (stand_in) WHERE stand_in IS NOT NULL;

CREATE INDEX receivers_person ON receivers (person_id, broadcast_id);

CREATE INDEX receivers_unposted ON receivers (broadcast_id, person_id) WHERE posted = 0;

CREATE INDEX reports_album ON reports (album) WHERE album IS NOT NULL;

CREATE INDEX reports_asked ON reports (unit_id, task_id) WHERE kind <> 'report' OR status = 'done';

CREATE INDEX reports_created ON reports (created_at);

CREATE INDEX reports_kind ON reports (kind, task_id) WHERE kind <> 'report';

CREATE INDEX reports_person ON reports (person_id, id);

CREATE INDEX reports_source ON reports (source) WHERE source IS NOT NULL;

CREATE INDEX reports_supersedes ON reports (supersedes) WHERE supersedes IS NOT NULL;

CREATE INDEX reports_task ON reports (task_id, unit_id, id);

CREATE INDEX reports_unit ON reports (unit_id, task_id, id);

CREATE INDEX room_summaries_due ON room_summaries (next_at);

CREATE INDEX silences_task ON silences (task_id, unit_id);

CREATE INDEX summaries_due ON summaries (next_at);

CREATE INDEX tasks_carried ON tasks (carried_from) WHERE carried_from IS NOT NULL;
