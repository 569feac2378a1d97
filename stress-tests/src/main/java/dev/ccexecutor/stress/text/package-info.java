/** How words and numbers are written for people, whatever is in them. */
package dev.ccexecutor.stress.text;
