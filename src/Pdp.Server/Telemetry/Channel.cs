namespace Pdp.Server.Telemetry;

/// <summary>By which way a question came.</summary>
internal enum Channel
{
    /// <summary>gRPC's <c>Check</c>.</summary>
    Check,

    /// <summary>An item of gRPC's <c>CheckBatch</c>.</summary>
    Batch,

    /// <summary>A message of gRPC's <c>CheckStream</c>.</summary>
    Stream,

    /// <summary>AuthZEN's evaluations.</summary>
    AuthZen,

    /// <summary>Envoy's external authorization.</summary>
    ExtAuthz,

    /// <summary>The subrequest of a proxy.</summary>
    ForwardAuth,
}

/// <summary>How metrics and spans name channels and outcomes.</summary>
internal static class ChannelNames
{
    /// <summary>The names, by channel.</summary>
    public static readonly string[] All = ["check", "check_batch", "check_stream", "authzen", "ext_authz", "forward_auth"];

    /// <summary>The name of a channel.</summary>
    public static string Name(this Channel channel) => All[(int)channel];
}
