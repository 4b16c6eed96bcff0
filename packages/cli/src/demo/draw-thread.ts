// One question and what follows from it: answers, comments, votes, an acceptance, thanks, a write-up.
import type { DemoPerson } from './people.ts';
import { pickPerson, type Drawing } from './drawing.ts';
import { HOUR_MS, toInstant } from './year.ts';

interface Answer {
  readonly id: string;
  readonly by: DemoPerson;
  readonly atMs: number;
}

/** Draws the thread of a question asked at `atMs`. */
export function drawThread(drawing: Drawing, week: number, atMs: number, asker: DemoPerson): void {
  const { character, random } = drawing;
  const topic = random.pick(character.topics);
  const questionId = drawing.add(atMs, asker, {
    act: 'ask',
    kind: character.needKind,
    topics: [topic],
    title: `A question about ${topic}`,
    text: `Asked on ${toInstant(atMs).slice(0, 10)}: how do you handle ${topic} when it gets difficult?`,
    ...(random.chance(0.15) ? { disclosesDifficulty: true } : {}),
  });
  if (questionId === null) return;
  const answers = drawAnswers(drawing, week, atMs, asker, questionId);
  const accepted = answers.length > 0 && random.chance(character.acceptedShare) ? random.pick(answers) : null;
  if (accepted !== null) drawResolution(drawing, asker, questionId, accepted);
}

function drawAnswers(
  drawing: Drawing,
  week: number,
  askedMs: number,
  asker: DemoPerson,
  questionId: string,
): Answer[] {
  const { character, random } = drawing;
  const count = random.poisson(character.answersPerAsk * Math.min(1.2, character.energyOf(week)));
  const answers: Answer[] = [];
  let atMs = askedMs;
  for (let answer = 0; answer < count; answer += 1) {
    atMs += random.lognormal(character.answerMedianHours, 1.1) * HOUR_MS;
    const by = pickAnswerer(drawing, week, atMs, asker);
    if (by === null) continue;
    const id = drawing.add(atMs, by, {
      act: 'answer',
      kind: character.needKind,
      target: { id: questionId, author: { id: asker.id } },
      thread: { id: questionId },
      text: 'What worked for us, and what did not.',
    });
    if (id === null) break;
    answers.push({ id, by, atMs });
    drawVotes(drawing, id, by, atMs);
    drawComments(drawing, week, questionId, { id, by, atMs }, asker);
  }
  return answers;
}

/** The facilitator gives a share of the answers; the rest comes from whoever is around. */
function pickAnswerer(drawing: Drawing, week: number, atMs: number, asker: DemoPerson): DemoPerson | null {
  const { character, random, people } = drawing;
  const facilitator = people[0];
  const byFacilitator = random.chance(character.facilitatorShareOf(week));
  if (byFacilitator && facilitator !== undefined && facilitator !== asker) return facilitator;
  return pickPerson(drawing, atMs, (person) =>
    person === asker || person.isFacilitator ? 0 : person.weight,
  );
}

function drawVotes(drawing: Drawing, answerId: string, by: DemoPerson, atMs: number): void {
  const { character, random } = drawing;
  const votes = random.poisson(character.votesPerAnswer);
  for (let vote = 0; vote < votes; vote += 1) {
    const polarity = random.chance(0.92) ? 1 : -1;
    const votedMs = atMs + random.lognormal(12, 1) * HOUR_MS;
    drawing.add(votedMs, null, { act: 'vote', polarity, target: { id: answerId, author: { id: by.id } } });
  }
}

/** Back and forth between the asker, the answerer and somebody else. */
function drawComments(
  drawing: Drawing,
  week: number,
  questionId: string,
  answer: Answer,
  asker: DemoPerson,
): void {
  const { character, random } = drawing;
  const count = random.poisson(character.commentsPerAnswer * Math.min(1.2, character.energyOf(week)));
  let last = answer;
  for (let comment = 0; comment < count; comment += 1) {
    const atMs = last.atMs + random.lognormal(character.answerMedianHours / 3, 1) * HOUR_MS;
    const isOther = random.chance(0.35);
    const other = isOther ? pickPerson(drawing, atMs, (person) => person.weight) : null;
    const by = other ?? (last.by === asker ? answer.by : asker);
    const id = drawing.add(atMs, by, {
      act: 'comment',
      kind: character.needKind,
      target: { id: last.id, author: { id: last.by.id } },
      thread: { id: questionId },
    });
    if (id === null) return;
    last = { id, by, atMs };
  }
}

/** The asker accepts, sometimes thanks; sometimes somebody writes it up, and somebody uses that later. */
function drawResolution(drawing: Drawing, asker: DemoPerson, questionId: string, accepted: Answer): void {
  const { character, random } = drawing;
  const atMs = accepted.atMs + random.lognormal(6, 1) * HOUR_MS;
  const target = { id: accepted.id, author: { id: accepted.by.id } };
  const thread = { id: questionId };
  drawing.add(atMs, asker, { act: 'accept', kind: character.needKind, target, thread });
  if (random.chance(0.25)) drawing.add(atMs + HOUR_MS, asker, { act: 'thank', target, thread });
  if (!random.chance(character.documentedShare)) return;
  const writtenMs = atMs + random.lognormal(48, 0.8) * HOUR_MS;
  const documentId = drawing.add(writtenMs, accepted.by, {
    act: 'document',
    kind: 'documentation-project',
    target: { id: questionId },
    thread,
  });
  if (documentId === null) return;
  const usedMs = writtenMs + random.lognormal(24 * 20, 0.9) * HOUR_MS;
  const user = pickPerson(drawing, usedMs, (person) => (person === accepted.by ? 0 : 1));
  if (user === null) return;
  drawing.add(usedMs, user, {
    act: 'reuse',
    kind: 'reusing-assets',
    target: { id: documentId, author: { id: accepted.by.id } },
  });
}
