using System.Collections.Concurrent;

namespace Pdp.Server.Tests.Reloading.Soak;

/// <summary>Changes policies, and knows what the right answers are.</summary>
internal interface ISoakEditor
{
    /// <summary>The state that the policies are in, or go to.</summary>
    SoakState State { get; }

    /// <summary>All states that have been, by revision.</summary>
    ConcurrentDictionary<string, SoakState> Known { get; }

    /// <summary>Whether no state may answer after one with a higher number.</summary>
    bool IsOrdered { get; }

    /// <summary>How often each kind of edit was made.</summary>
    SortedDictionary<string, int> Made { get; }

    /// <summary>Makes one edit, or several that belong together.</summary>
    /// <param name="pause">Waits a little: between the steps of an edit.</param>
    Task EditAsync(Func<Task> pause);
}
