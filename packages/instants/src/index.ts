// One reading of instants for every room, a service's domain included.
export {
  EARLIEST_INSTANT,
  LATEST_INSTANT,
  isInstant,
  normaliseInstant,
  type NormalisedInstant,
} from './normalise-instant.ts';
