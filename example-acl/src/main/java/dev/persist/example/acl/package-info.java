/**
 * Worked migration 1: who may access what. Grants and revocations are events; a check reads a key that is kept current.
 */
@NullMarked
package dev.persist.example.acl;

import org.jspecify.annotations.NullMarked;
