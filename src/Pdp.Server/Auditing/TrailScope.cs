namespace Pdp.Server.Auditing;

/// <summary>
/// Decisions whose records are waited for together. While a scope is entered, the decisions of the thread give it their tickets instead of
/// waiting one by one.
/// </summary>
internal sealed class TrailScope
{
    [ThreadStatic]
    private static TrailScope? _current;

    /// <summary>The scope that this thread has entered; null: none.</summary>
    public static TrailScope? Current => _current;

    /// <summary>The last ticket; 0: there is none to wait for.</summary>
    public long Ticket { get; private set; }

    /// <summary>The ids of the PERMITs.</summary>
    public List<string> Ids { get; } = [];

    /// <summary>Why no PERMIT is given; null: they are.</summary>
    public string? Refusal { get; init; }

    /// <summary>Adds a PERMIT whose record is to be waited for.</summary>
    public void Add(long ticket, string id)
    {
        Ticket = Math.Max(Ticket, ticket);
        Ids.Add(id);
    }

    /// <summary>Runs something within the scope.</summary>
    public TResult Run<TState, TResult>(TState state, Func<TState, TResult> run)
    {
        var before = _current;
        _current = this;
        try
        {
            return run(state);
        }
        finally
        {
            _current = before;
        }
    }
}
