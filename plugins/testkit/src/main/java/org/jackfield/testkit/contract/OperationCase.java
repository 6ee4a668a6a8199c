package org.jackfield.testkit.contract;

import org.jackfield.testkit.upstream.Reply;

/**
 * A call of the upstream that is no chat, and how it is answered.
 *
 * @param target its request target
 * @param sent what its JSON must say
 * @param reply the answer
 */
public record OperationCase(String target, Sent sent, Reply reply) {}
