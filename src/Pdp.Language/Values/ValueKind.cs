namespace Pdp.Language.Values;

/// <summary>What a <see cref="Value"/> holds.</summary>
public enum ValueKind
{
    /// <summary>Nothing: the default value, an attribute that is absent.</summary>
    Missing,

    /// <summary>An error; see <see cref="EvalError"/>.</summary>
    Error,

    /// <summary>CEL's null.</summary>
    Null,

    /// <summary>A bool.</summary>
    Bool,

    /// <summary>A signed 64-bit integer.</summary>
    Int,

    /// <summary>An unsigned 64-bit integer.</summary>
    Uint,

    /// <summary>A double.</summary>
    Double,

    /// <summary>A string, counted and ordered by code points.</summary>
    String,

    /// <summary>Octets; see <see cref="CelBytes"/>.</summary>
    Bytes,

    /// <summary>A list; see <see cref="CelList"/>.</summary>
    List,

    /// <summary>A map; see <see cref="CelMap"/>.</summary>
    Map,

    /// <summary>A point in time; see <see cref="Values.Timestamp"/>.</summary>
    Timestamp,

    /// <summary>A span of time in nanoseconds.</summary>
    Duration,

    /// <summary>A type; see <see cref="CelTypeValue"/>.</summary>
    Type,

    /// <summary>An optional; see <see cref="CelOptional"/>.</summary>
    Optional,

    /// <summary>An IP address.</summary>
    Ip,

    /// <summary>A CIDR range.</summary>
    Cidr,
}
