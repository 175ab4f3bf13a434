/** Orders as such: what can happen to them, what they come to, and what may be done. Pure; knows of no store. */
@NullMarked
package dev.persist.example.ledger.domain;

import org.jspecify.annotations.NullMarked;
