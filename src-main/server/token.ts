import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const tokenBytes = 32;

/** The secret of one server: 32 random bytes in the alphabet that URLs and WebSocket protocol names share. */
export function createToken(): string {
  return randomBytes(tokenBytes).toString('base64url');
}

/** Compares in constant time. Hashing first makes both sides equally long, so that the length leaks nothing either. */
export function isSameToken(offered: string, expected: string): boolean {
  return timingSafeEqual(digest(offered), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
