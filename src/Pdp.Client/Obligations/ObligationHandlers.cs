namespace Pdp.Client;

/// <summary>What the application knows of obligations. A permission with one that is not here is a denial.</summary>
public sealed class ObligationHandlers
{
    private readonly Dictionary<string, ObligationHandler?> _known = new(StringComparer.Ordinal);

    /// <summary>Has an obligation done before the decision is given out.</summary>
    /// <param name="id">The obligation's id.</param>
    /// <param name="handler">Does it.</param>
    /// <exception cref="ArgumentException">The id is known already.</exception>
    public ObligationHandlers Handle(string id, ObligationHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(id, handler);
    }

    /// <summary>
    /// Says that the application itself does what an obligation demands, wherever it acts on a decision: it looks at
    /// <see cref="AuthorizationDecision.Obligations"/>.
    /// </summary>
    /// <param name="id">The obligation's id.</param>
    /// <exception cref="ArgumentException">The id is known already.</exception>
    public ObligationHandlers Understand(string id) => Add(id, handler: null);

    internal IReadOnlyDictionary<string, ObligationHandler?> Snapshot() => new Dictionary<string, ObligationHandler?>(_known, StringComparer.Ordinal);

    private ObligationHandlers Add(string id, ObligationHandler? handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (!_known.TryAdd(id, handler)) throw new ArgumentException($"obligation `{id}` is handled already", nameof(id));
        return this;
    }
}
