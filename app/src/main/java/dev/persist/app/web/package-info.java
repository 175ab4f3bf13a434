/** What every page and call needs: one server, strict bodies, problem documents, and checks on who may call. */
@NullMarked
package dev.persist.app.web;

import org.jspecify.annotations.NullMarked;
