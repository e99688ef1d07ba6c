namespace Pdp.Client;

/// <summary>The PDPs there are: each is asked in turn, and those that do not answer are passed over until they are well.</summary>
internal sealed class PdpPool : IAsyncDisposable
{
    private readonly PoolMember[] _members;
    private int _next;

    public PdpPool(IEnumerable<ConnectionHolder> connections, HealthProbe probe, TimeSpan probeInterval, TimeProvider clock) =>
        _members = [.. connections.Select(one => new PoolMember(one, probe, probeInterval, clock))];

    /// <summary>The PDP to ask.</summary>
    /// <param name="after">One that has failed just now; null: none has.</param>
    /// <returns>One that is not passed over; where all are, any; null when that would be the one that has failed.</returns>
    public PoolMember? Take(PoolMember? after = null)
    {
        if (_members.Length == 1) return after is null ? _members[0] : null;
        var start = (uint)Interlocked.Increment(ref _next);
        for (var i = 0u; i < (uint)_members.Length; i++)
        {
            var member = _members[(start + i) % (uint)_members.Length];
            if (!member.IsDown && member != after) return member;
        }

        // there is no use in asking one after another that are all known not to answer
        return after is null ? _members[start % (uint)_members.Length] : null;
    }

    /// <summary>Notes that a PDP does not answer, where there are others to ask.</summary>
    public void PassOver(PoolMember member)
    {
        if (_members.Length > 1) member.PassOver();
    }

    /// <summary>Whether one of them is well.</summary>
    /// <exception cref="OperationCanceledException">The client ends.</exception>
    public async Task<bool> IsAnyWellAsync(CancellationToken cancellation)
    {
        var asked = Array.ConvertAll(_members, member => member.IsWellAsync(cancellation));
        return (await Task.WhenAll(asked)).Contains(true);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members) await member.DisposeAsync();
    }
}
