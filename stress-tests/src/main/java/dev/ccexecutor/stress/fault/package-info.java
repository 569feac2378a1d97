/** What goes wrong on purpose: connections that are cut, clients, children and servers killed. */
package dev.ccexecutor.stress.fault;
