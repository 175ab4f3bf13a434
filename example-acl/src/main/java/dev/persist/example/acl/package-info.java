/** Worked migration 1: who may access what. Grants and revocations are events, the check is a key kept current. */
@NullMarked
package dev.persist.example.acl;

import org.jspecify.annotations.NullMarked;
