using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Pdp.Engine.Compilation;

/// <summary>
/// Attributes that an expression reads. While a set is compiled there is one object for the same attributes, so that what holds
/// for one expression need not be found again for the next.
/// </summary>
internal sealed class AttributeSet : IReadOnlyCollection<AttributeName>
{
    private readonly AttributeName[] _names;

    private AttributeSet(AttributeName[] names) => _names = names;

    public static AttributeSet Empty { get; } = new([]);

    public int Count => _names.Length;

    public IEnumerator<AttributeName> GetEnumerator() => ((IEnumerable<AttributeName>)_names).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _names.GetEnumerator();

    /// <summary>Makes one object of the same attributes in the same order.</summary>
    public sealed class Table : IEqualityComparer<AttributeSet>
    {
        private readonly HashSet<AttributeSet> _sets;

        public Table() => _sets = new HashSet<AttributeSet>(this);

        /// <summary>The set of some attributes, no two of which are the same.</summary>
        public AttributeSet Of(List<AttributeName> names)
        {
            if (names.Count == 0) return Empty;
            var made = new AttributeSet([.. names]);
            if (_sets.TryGetValue(made, out var known)) return known;
            _sets.Add(made);
            return made;
        }

        bool IEqualityComparer<AttributeSet>.Equals(AttributeSet? x, AttributeSet? y) => x!._names.AsSpan().SequenceEqual(y!._names);

        int IEqualityComparer<AttributeSet>.GetHashCode([DisallowNull] AttributeSet set)
        {
            var hash = default(HashCode);
            foreach (var name in set._names) hash.Add(name);
            return hash.ToHashCode();
        }
    }
}
