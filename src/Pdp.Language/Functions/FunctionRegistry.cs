using System.Collections.Immutable;

namespace Pdp.Language.Functions;

/// <summary>All functions that an expression may call, by name.</summary>
public sealed class FunctionRegistry
{
    private readonly Dictionary<string, ImmutableArray<Overload>> _byName;
    private readonly Dictionary<string, Overload> _byId = new(StringComparer.Ordinal);

    /// <summary>Joins libraries.</summary>
    /// <exception cref="ArgumentException">Two overloads have the same id.</exception>
    public FunctionRegistry(IEnumerable<FunctionLibrary> libraries)
    {
        ArgumentNullException.ThrowIfNull(libraries);
        var byName = new Dictionary<string, ImmutableArray<Overload>.Builder>(StringComparer.Ordinal);
        foreach (var overload in libraries.SelectMany(library => library.Overloads))
        {
            if (!_byId.TryAdd(overload.Id, overload))
                throw new ArgumentException($"overload id `{overload.Id}` is declared twice");
            if (!byName.TryGetValue(overload.Function, out var list))
                byName[overload.Function] = list = ImmutableArray.CreateBuilder<Overload>();
            list.Add(overload);
        }

        _byName = byName.ToDictionary(pair => pair.Key, pair => pair.Value.ToImmutable(), StringComparer.Ordinal);
    }

    /// <summary>The names of all functions, in no order; for suggestions and completion.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>The overloads of a function; empty when there is none of that name.</summary>
    public ImmutableArray<Overload> Find(string name) => _byName.GetValueOrDefault(name, []);

    /// <summary>The overload with an id, or null.</summary>
    public Overload? FindById(string id) => _byId.GetValueOrDefault(id);
}
