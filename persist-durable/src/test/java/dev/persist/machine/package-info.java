/** What tests need of the machine: other processes, programs, file systems. */
package dev.persist.machine;
