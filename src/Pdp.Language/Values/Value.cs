using System.Runtime.CompilerServices;

namespace Pdp.Language.Values;

/// <summary>
/// A CEL value or an error, in 16 bytes: a reference that is also the tag, and 64 bits. Numbers, bools, durations and
/// the time stamps of the years 1678 to 2262 allocate nothing. <c>default</c> is <see cref="ValueKind.Missing"/>.
/// </summary>
public readonly partial struct Value
{
    private readonly object? _ref;
    private readonly long _bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Value(object? reference, long bits)
    {
        _ref = reference;
        _bits = bits;
    }

    /// <summary>CEL's null.</summary>
    public static Value Null { get; } = new(KindTag.Null, 0);

    /// <summary>The bool true.</summary>
    public static Value True => new(KindTag.Bool, 1);

    /// <summary>The bool false.</summary>
    public static Value False => new(KindTag.Bool, 0);

    /// <summary>What the value holds.</summary>
    public ValueKind Kind => _ref switch
    {
        null => ValueKind.Missing,
        string => ValueKind.String,
        var other => Unsafe.As<CelObject>(other).Kind,
    };

    /// <summary>Whether there is nothing: an absent attribute.</summary>
    public bool IsMissing => _ref is null;

    /// <summary>Whether the value is an error.</summary>
    public bool IsError => _ref is EvalError;

    /// <summary>Whether the value is a bool.</summary>
    public bool IsBool => ReferenceEquals(_ref, KindTag.Bool);

    /// <summary>Whether the value is an int.</summary>
    public bool IsInt => ReferenceEquals(_ref, KindTag.Int);

    /// <summary>Whether the value is a uint.</summary>
    public bool IsUint => ReferenceEquals(_ref, KindTag.Uint);

    /// <summary>Whether the value is a double.</summary>
    public bool IsDouble => ReferenceEquals(_ref, KindTag.Double);

    /// <summary>Whether the value is a string.</summary>
    public bool IsString => _ref is string;

    /// <summary>The bool; meaningful only when <see cref="IsBool"/>.</summary>
    public bool AsBool => _bits != 0;

    /// <summary>The int; meaningful only when <see cref="IsInt"/>.</summary>
    public long AsInt => _bits;

    /// <summary>The uint; meaningful only when <see cref="IsUint"/>.</summary>
    public ulong AsUint => unchecked((ulong)_bits);

    /// <summary>The double; meaningful only when <see cref="IsDouble"/>.</summary>
    public double AsDouble => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The duration in nanoseconds; meaningful only for <see cref="ValueKind.Duration"/>.</summary>
    public long AsDurationNanos => _bits;

    /// <summary>The string, or null when the value is none.</summary>
    public string? AsString => _ref as string;

    /// <summary>The octets, or null when the value is none.</summary>
    public CelBytes? AsBytes => _ref as CelBytes;

    /// <summary>The list, or null when the value is none.</summary>
    public CelList? AsList => _ref as CelList;

    /// <summary>The map, or null when the value is none.</summary>
    public CelMap? AsMap => _ref as CelMap;

    /// <summary>The optional, or null when the value is none.</summary>
    public CelOptional? AsOptional => _ref as CelOptional;

    /// <summary>The type, or null when the value is none.</summary>
    public CelTypeValue? AsType => _ref as CelTypeValue;

    /// <summary>The error, or null when the value is none.</summary>
    public EvalError? AsError => _ref as EvalError;

    /// <summary>The object behind a value of a reference kind other than string, or null.</summary>
    public CelObject? AsObject => _ref as CelObject;

    /// <summary>The instant; meaningful only for <see cref="ValueKind.Timestamp"/>.</summary>
    public Timestamp AsTimestamp
    {
        get
        {
            if (_ref is BigTimestamp big) return big.Instant;
            var seconds = Math.DivRem(_bits, 1_000_000_000, out var nanos);
            return nanos < 0 ? new Timestamp(seconds - 1, (int)nanos + 1_000_000_000) : new Timestamp(seconds, (int)nanos);
        }
    }

    /// <summary>A bool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value From(bool value) => new(KindTag.Bool, value ? 1 : 0);

    /// <summary>An int.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value From(long value) => new(KindTag.Int, value);

    /// <summary>A uint.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value FromUint(ulong value) => new(KindTag.Uint, unchecked((long)value));

    /// <summary>A double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value From(double value) => new(KindTag.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A string. It must be well-formed UTF-16.</summary>
    public static Value From(string value) => new(value, 0);

    /// <summary>Octets, a list, a map, a type, an optional, an address, a range or an error.</summary>
    public static Value From(CelObject value) => new(value, 0);

    /// <summary>An error.</summary>
    public static Value Fail(EvalErrorCode code, string message) => new(new EvalError(code, message), 0);

    /// <summary>A <see cref="EvalErrorCode.ProcessingError"/>.</summary>
    public static Value Fail(string message) => Fail(EvalErrorCode.ProcessingError, message);

    /// <summary>A duration.</summary>
    public static Value FromDuration(long nanoseconds) => new(KindTag.Duration, nanoseconds);

    /// <summary>An instant; it must be valid.</summary>
    public static Value From(Timestamp value)
    {
        const long MinInline = long.MinValue / 1_000_000_000 + 1;
        const long MaxInline = long.MaxValue / 1_000_000_000 - 1;
        return value.Seconds is >= MinInline and <= MaxInline
            ? new Value(KindTag.Timestamp, value.Seconds * 1_000_000_000 + value.Nanos)
            : new Value(new BigTimestamp(value), 0);
    }
}
