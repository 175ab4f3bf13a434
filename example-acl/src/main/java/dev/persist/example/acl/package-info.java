/** Access control. Grants and revocations are events; a check reads a key that is kept current. */
@NullMarked
package dev.persist.example.acl;

import org.jspecify.annotations.NullMarked;
