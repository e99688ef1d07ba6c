using Microsoft.AspNetCore.Http;

namespace Pdp.Client.AspNetCore;

/// <summary>What was decided of a request so far.</summary>
internal sealed class PdpDecisions
{
    private readonly Lock _lock = new();
    private PdpEndpointDecision[] _all = [];

    public IReadOnlyList<PdpEndpointDecision> All => Volatile.Read(ref _all);

    public static PdpDecisions Of(HttpContext context)
    {
        if (context.Features.Get<PdpDecisions>() is { } known) return known;
        var made = new PdpDecisions();
        context.Features.Set(made);
        return made;
    }

    public void Add(PdpEndpointDecision decision)
    {
        lock (_lock) Volatile.Write(ref _all, [.. _all, decision]);
    }
}
