import { CONTRIBUTION_HISTOGRAM } from '../facts/contributions.sql.ts';

/** Rows (start, bins). */
export const query = CONTRIBUTION_HISTOGRAM;
