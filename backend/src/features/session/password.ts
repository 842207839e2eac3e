/** The hash that Better Auth checks at sign-in: scrypt, off the main thread. */
export { hashPassword } from 'better-auth/crypto';
