/** Sign-in: passwords, sessions, and who may call a route, which example-acl decides. */
@NullMarked
package dev.persist.app.signin;

import org.jspecify.annotations.NullMarked;
