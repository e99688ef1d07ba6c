using System.Collections.Immutable;
using Pdp.Language.Functions;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Calls;

/// <summary>The code of an overload and the kinds of argument that it takes, as bits.</summary>
internal sealed class OverloadCode(Overload overload)
{
    private readonly int[] _kinds = [.. overload.Parameters.Select(KindsOf)];

    /// <summary>What it does.</summary>
    public Implementation Code { get; } = overload.Code!;

    /// <summary>Whether the arguments have kinds that fit.</summary>
    public bool Takes(ReadOnlySpan<Value> arguments)
    {
        if (arguments.Length != _kinds.Length) return false;
        for (var i = 0; i < arguments.Length; i++)
            if ((_kinds[i] >> (int)arguments[i].Kind & 1) == 0) return false;
        return true;
    }

    /// <summary>Whether a value of a kind fits a parameter's type.</summary>
    public static bool Accepts(CelType type, ValueKind kind) => (KindsOf(type) >> (int)kind & 1) != 0;

    private static int KindsOf(CelType type) => type.Kind switch
    {
        CelTypeKind.Dyn or CelTypeKind.Parameter or CelTypeKind.Error => ~(Bit(ValueKind.Missing) | Bit(ValueKind.Error)),
        CelTypeKind.Null => Bit(ValueKind.Null),
        CelTypeKind.Bool => Bit(ValueKind.Bool),
        CelTypeKind.Int => Bit(ValueKind.Int),
        CelTypeKind.Uint => Bit(ValueKind.Uint),
        CelTypeKind.Double => Bit(ValueKind.Double),
        CelTypeKind.String => Bit(ValueKind.String),
        CelTypeKind.Bytes => Bit(ValueKind.Bytes),
        CelTypeKind.Timestamp => Bit(ValueKind.Timestamp),
        CelTypeKind.Duration => Bit(ValueKind.Duration),
        CelTypeKind.List => Bit(ValueKind.List),
        CelTypeKind.Map or CelTypeKind.Record => Bit(ValueKind.Map),
        CelTypeKind.Type => Bit(ValueKind.Type),
        CelTypeKind.Wrapper => Bit(ValueKind.Null) | KindsOf(type.Parameters[0]),
        CelTypeKind.Opaque => type.Name switch
        {
            "optional_type" => Bit(ValueKind.Optional),
            "net.IP" => Bit(ValueKind.Ip),
            "net.CIDR" => Bit(ValueKind.Cidr),
            _ => 0,
        },
        _ => 0,
    };

    private static int Bit(ValueKind kind) => 1 << (int)kind;
}

/// <summary>The overloads that a call may use, tried in order by the kinds of the arguments.</summary>
internal sealed class OverloadSet(string function, ImmutableArray<Overload> overloads)
{
    private readonly OverloadCode[] _overloads = [.. overloads.Where(o => o.Code is not null).Select(o => new OverloadCode(o))];

    /// <summary>Whether equal arguments always give equal results.</summary>
    public bool IsPure { get; } = overloads.All(overload => overload.IsPure);

    /// <summary>Calls the overload that fits the arguments, none of which is an error.</summary>
    public Value Call(Frame frame, ReadOnlySpan<Value> arguments)
    {
        foreach (var overload in _overloads)
            if (overload.Takes(arguments)) return overload.Code(frame, arguments);
        return Value.From(RuntimeErrors.NoOverload(function, arguments));
    }
}
