// What services say to each other. No logic: schemas, names and tables of meaning.
export * from './access-events.ts';
export * from './activity-events.ts';
export * from './activity-kinds.ts';
export * from './acts.ts';
export * from './dead-letter.ts';
export * from './envelope.ts';
export * from './membership-events.ts';
export * from './primitives.ts';
export * from './topics.ts';
export * from './value-events.ts';
export * from './value-frameworks.ts';
