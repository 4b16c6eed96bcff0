// One reading of instants for every room, a service's domain included.
export {
  EARLIEST_INSTANT,
  LATEST_INSTANT,
  normaliseInstant,
  type NormalisedInstant,
} from './normalise-instant.ts';
