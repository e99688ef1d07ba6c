namespace Pdp.Language.Types;

/// <summary>
/// The protobuf messages that an environment knows, for the checker alone: no message is ever evaluated. Policies have
/// none; with it, expressions about messages can be checked as the specification's tests want it.
/// </summary>
public interface IMessageTypes
{
    /// <summary>
    /// What a message is to CEL: a type of its own, or what CEL has in its stead (<c>wrapper(int)</c> for
    /// <c>google.protobuf.Int64Value</c>, a timestamp, a map for a <c>Struct</c>, <c>dyn</c> for a <c>Value</c>).
    /// </summary>
    /// <param name="message">The full name of a message.</param>
    /// <returns>Null when there is no such message.</returns>
    CelType? FindMessage(string message);

    /// <summary>The type of a message's field.</summary>
    /// <param name="message">The full name of a message.</param>
    /// <param name="field">The field's name; the full name when it is an extension.</param>
    /// <returns>Null when the message has no such field.</returns>
    CelType? FindField(string message, string field);

    /// <summary>The names of a message's fields, in no order; for suggestions.</summary>
    IEnumerable<string> FieldsOf(string message);

    /// <summary>The number of an enum's constant.</summary>
    /// <param name="constant">The full name of the constant: that of the enum, a dot, and its own.</param>
    /// <returns>Null when there is no such constant.</returns>
    long? FindConstant(string constant);
}
