/** Access rights as pure values: the events, their fold, the decisions. No store, no clock. */
@NullMarked
package dev.persist.example.acl.domain;

import org.jspecify.annotations.NullMarked;
