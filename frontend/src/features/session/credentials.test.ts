import { expect, test } from 'vitest';
import { authFailure } from './auth-failure.ts';
import { emailProblem, nameProblem, newPasswordProblem, readCredentials } from './credentials.ts';

test('a form is read as typed, but for the spaces around the email', () => {
  const form = new FormData();
  form.set('email', ' ada@example.com ');
  form.set('password', ' spaces stay ');
  expect(readCredentials(form)).toEqual({ name: '', email: 'ada@example.com', password: ' spaces stay ' });
});

test.each(['', 'ada', 'ada@', '@example.com', 'ada@example', 'a da@example.com'])('%s is no email address', (email) => {
  expect(emailProblem(email)).toBe('Enter an email address, such as ada@example.com.');
});

test('what can be sent has no problem', () => {
  expect(emailProblem('ada+tasks@mail.example.com')).toBeUndefined();
  expect(nameProblem('Ada')).toBeUndefined();
  expect(nameProblem('  ')).toBeDefined();
  expect(newPasswordProblem('x'.repeat(10))).toBeUndefined();
  expect(newPasswordProblem('x'.repeat(9))).toBe('Use at least 10 characters.');
  expect(newPasswordProblem('x'.repeat(129))).toBe('Use at most 128 characters.');
});

test.each([
  [{ status: 401, code: 'INVALID_EMAIL_OR_PASSWORD' }, 'password', 'The email or the password is not right.'],
  [
    { status: 422, code: 'USER_ALREADY_EXISTS' },
    'email',
    'There is an account with this email already. Sign in instead.',
  ],
  [{ status: 429 }, undefined, 'Too many tries. Wait a minute, then try again.'],
  [{ status: 502 }, undefined, 'The server cannot be reached. Try again in a moment.'],
  [{ status: 0 }, undefined, 'The server cannot be reached. Try again in a moment.'],
  [{ status: 403, message: 'Invalid origin' }, undefined, 'Invalid origin'],
])('%o is told at its field', (error, field, message) => {
  expect(authFailure(error)).toEqual(field ? { field, message } : { message });
});
