/**
 * The methods of the contract, one class each, in one table; and the dispatcher that takes messages
 * apart and sends their answers.
 */
package dev.ccexecutor.server.method;
