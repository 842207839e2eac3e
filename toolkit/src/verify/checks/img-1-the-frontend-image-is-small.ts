import { builtImage } from '../compose/built-image.ts';

export const theFrontendImageIsSmall = builtImage('IMG-1', 'The frontend image is built, and small', {
  app: 'frontend',
  limitMb: 500,
});
