/** The plumbing under every page and call: one server, strict bodies, problem documents, and who may knock. */
@NullMarked
package dev.persist.app.web;

import org.jspecify.annotations.NullMarked;
