/** Who may access what, as pure values: what can happen, what it comes to, what is decided. No store, no clock. */
@NullMarked
package dev.persist.example.acl.domain;

import org.jspecify.annotations.NullMarked;
