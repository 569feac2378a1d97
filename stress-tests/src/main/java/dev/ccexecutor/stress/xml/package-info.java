/** XML that is well-formed whatever is put into it. */
package dev.ccexecutor.stress.xml;
