"""What residents report: kept beside the score as evidence, never inside it.

desk             the door for residents and the public: hand in, follow, agree, still dark
standing         where a case stands, by number, code or link
verdicts         what those who reported say of a repair
staff            the door for staff: move, send on, release, merge
removing         what staff take out for good
receiving        checked before anything is kept, then whole and once
privacy          what must never be stored is caught before
of_lamps         words of danger that plainly speak of lamps
accounts         staff: passwords, one-time links, lock-out
sessions         who is signed in, kept at the server
identities       people whom their municipality signs in
confirming       which lamp a case is about, and whose it is
answers          sentences staff use again
owners           where owners are written to, and the one link each mail carries
backup           everything of a workspace in one file, and back again
moving           a whole workspace to another place
pictures_along   key and pictures, which go where their workspace goes
reminders        cases that have lain too long
spam             machines told from people without asking anybody else
codes            secret codes, and marks that keep nothing
photos           pictures drawn anew from their pixels
duplicates       what is perhaps reported already
ownership        whose ground a place is, and how sure that is
lamp_suggestion  which lamp may be meant
surroundings     what the workspace knows of a place
cases            what may happen to a case, and what must be said with it
computed_light   the light of the spot and hour a report tells of
frames           cases and reports as frames, for a file that staff open
evidence         report × light: four cells
work_lists       the four cells as the staff's work lists
daylight         whether it was dark when somebody wrote
field_book       what phones hand in out there: each thing whole and once
field_counts     lamps, benches, hedges and signs counted in the field
field_matching   which known feature a counted thing is
field_delivery   a count as a delivery, to be looked at, landed and undone
field_progress   what was counted, and what remains
walks            safety walks as they are planned, stop by stop
walk_notes       what phones note at the stops, once each
walk_summaries   what the notes of a walk say together
walk_pictures    pictures of a walk: covered, looked at, and only then told further
walk_lines       the stops of a walk in the order they were walked, where that was agreed
walk_decisions   what a walk decided becomes a case
walk_light       what was felt beside what was computed
walk_ratings     what walks rated, as measurements with a day
counting         a lower bound with an interval; public counts of five, delayed
retention        each field goes when its own clock runs out
"""
