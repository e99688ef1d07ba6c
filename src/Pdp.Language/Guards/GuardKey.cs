using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>
/// A value as key of an index: two values have equal keys exactly when CEL's <c>==</c> holds of them. 3, 3u and 3.0 are
/// one key, 0.0 and −0.0 are, <c>true</c> and 1 are two; strings are compared unit by unit, without normalisation. NaN,
/// which equals nothing, and what is no scalar (lists, maps, octets, addresses, ranges, types, optionals) have no key.
/// </summary>
public readonly struct GuardKey : IEquatable<GuardKey>
{
    private GuardKey(Value value) => Value = value;

    /// <summary>
    /// The value in its canonical form: a number as int if it equals one, else as uint if it equals one, else as double.
    /// </summary>
    public Value Value { get; }

    /// <summary>The key of a value; false when it has none (a missing value and an error have none either).</summary>
    public static bool TryFrom(in Value value, out GuardKey key)
    {
        switch (value.Kind)
        {
            case ValueKind.Null or ValueKind.Bool or ValueKind.String or ValueKind.Int or ValueKind.Timestamp or ValueKind.Duration:
                key = new GuardKey(value);
                return true;
            case ValueKind.Uint or ValueKind.Double:
                if (NumberOrder.TryInt(value, out var signed)) key = new GuardKey(Value.From(signed));
                else if (NumberOrder.TryUint(value, out var unsigned)) key = new GuardKey(Value.FromUint(unsigned));
                else key = new GuardKey(value);
                return !(value.IsDouble && double.IsNaN(value.AsDouble));
            default:
                key = default;
                return false;
        }
    }

    /// <inheritdoc/>
    public bool Equals(GuardKey other) => ValueEquality.AreEqual(Value, other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GuardKey other && Equals(other);

    /// <summary>Seeded, so that no request can choose keys that collide.</summary>
    public override int GetHashCode() => ValueEquality.Hash(Value);

    /// <summary>The value as a CEL literal.</summary>
    public override string ToString() => CelText.ToLiteral(Value);

    /// <inheritdoc cref="Equals(GuardKey)"/>
    public static bool operator ==(GuardKey left, GuardKey right) => left.Equals(right);

    /// <summary>Whether the values differ.</summary>
    public static bool operator !=(GuardKey left, GuardKey right) => !left.Equals(right);
}
