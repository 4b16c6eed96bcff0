// A deliberate violation. The boundary check lints this file and fails unless it is refused.
import { anything } from '../store/anything.ts';

export const violation = anything;
