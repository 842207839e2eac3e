export {
  healthy as GET,
  onlyReading as DELETE,
  onlyReading as OPTIONS,
  onlyReading as PATCH,
  onlyReading as POST,
  onlyReading as PUT,
} from '../../server/health.ts';
