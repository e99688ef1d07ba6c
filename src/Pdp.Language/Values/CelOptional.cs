namespace Pdp.Language.Values;

/// <summary>An optional: a value or none.</summary>
public sealed class CelOptional : CelObject
{
    private CelOptional(Value value) => Value = value;

    /// <summary>The optional without a value.</summary>
    public static CelOptional None { get; } = new(default);

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Optional;

    /// <summary>The value; missing when there is none.</summary>
    public Value Value { get; }

    /// <summary>Whether there is a value.</summary>
    public bool HasValue => !Value.IsMissing;

    /// <summary>An optional with a value, which is neither missing nor an error.</summary>
    public static CelOptional Of(Value value) => new(value);

    /// <summary>An optional with a value, or the one without when the value is missing.</summary>
    internal static CelOptional From(in Value value) => value.IsMissing ? None : new(value);
}
