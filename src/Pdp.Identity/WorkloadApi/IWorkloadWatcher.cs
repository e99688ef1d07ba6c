namespace Pdp.Identity.WorkloadApi;

/// <summary>Is told what a stream of the Workload API says. The calls come one after the other, and must not fail.</summary>
/// <typeparam name="T">What a message says.</typeparam>
public interface IWorkloadWatcher<in T>
{
    /// <summary>A message has come: it takes the place of all that came before.</summary>
    void Came(T state);

    /// <summary>A message has come that does not count: what came before stays.</summary>
    /// <param name="why">What is wrong with it.</param>
    void Discarded(string why);

    /// <summary>This workload has no identity, or none any more: what came before must not be used.</summary>
    /// <param name="why">What the Workload API says.</param>
    void Denied(string why);

    /// <summary>The stream has ended, and another is begun.</summary>
    /// <param name="why">Why it ended.</param>
    /// <param name="pause">How long it is waited before.</param>
    void Lost(string why, TimeSpan pause);

    /// <summary>Nothing more will come: to ask again would be of no use.</summary>
    /// <param name="why">What the Workload API says.</param>
    void Ended(string why);
}
