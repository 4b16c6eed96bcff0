// How read models keep an instant.
import { timestamp } from 'drizzle-orm/pg-core';

/** `timestamptz(3)`, a Date in the program: milliseconds, as instants have everywhere here. */
export const instantColumn = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });
