namespace Pdp.Client;

/// <summary>A state of the policies that is known to be in force. Each is an object of its own, so that two are the same only when nothing came between.</summary>
/// <param name="revision">The revision that answers name.</param>
internal sealed class WatchedState(string revision)
{
    public string Revision { get; } = revision;
}
