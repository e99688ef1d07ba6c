using Pdp.Engine.Model;

namespace Pdp.Engine.Compilation.Reuse;

/// <summary>
/// Gives out the numbers that code has in it: of documents, variables and places of the memo. Code that is reused keeps its
/// numbers; what is compiled anew gets free ones, between them as far as there are any.
/// </summary>
internal sealed class Numbering
{
    // each has a place in every context
    private const int MostMemos = 65_536;
    private const int MostShared = 16_384;

    private readonly HashSet<int> _usedDocuments = [];
    private readonly SortedDictionary<int, int> _gaps = [];
    private readonly HashSet<int> _usedMemos = [];
    private readonly HashSet<int> _usedShared = [];
    private readonly List<int> _newShared = [];
    private readonly Dictionary<int, int[]> _sharedBefore = [];
    private int _nextMemo;
    private int _nextShared;

    /// <summary>Numbers of a set in which nothing is reused.</summary>
    public Numbering()
        : this(null, [], [])
    {
    }

    /// <param name="kept">What they are taken from, or null.</param>
    /// <param name="documents">The documents that are reused and evaluated.</param>
    /// <param name="definitions">The definitions that are reused.</param>
    public Numbering(KeptSet? kept, IReadOnlyCollection<KeptDocument> documents, IReadOnlyCollection<KeptDefinition> definitions)
    {
        Generation = (kept?.Generation ?? 0) + 1;
        foreach (var generation in documents.Select(document => document.Generation).Concat(definitions.Select(one => one.Generation)).Distinct())
        {
            if (!kept!.SharedPlaces.TryGetValue(generation, out var places)) continue;
            _sharedBefore.Add(generation, places);
            _usedShared.UnionWith(places);
        }

        SharedCount = _usedShared.Count == 0 ? 0 : _usedShared.Max() + 1;
        var used = new List<(int First, int Count)>();
        foreach (var definition in definitions)
        {
            used.Add((definition.Index, 1));
            if (definition.Compiled is { } compiled) Visit(compiled);
        }

        foreach (var document in documents)
        {
            var code = document.Code!;
            _usedDocuments.Add(code.Document.Number);
            DocumentCount = Math.Max(DocumentCount, code.Document.Number + 1);
            if (code.Document.VariableCount > 0) used.Add((code.Document.FirstVariable, code.Document.VariableCount));
            CodeWalk.Visit(code, Visit);
        }

        used.Sort();
        foreach (var (first, count) in used)
        {
            if (first > VariableCount) _gaps.Add(VariableCount, first - VariableCount);
            VariableCount = first + count;
        }
    }

    /// <summary>One more than the highest number of a document.</summary>
    public int DocumentCount { get; private set; }

    /// <summary>One more than the highest number of a variable.</summary>
    public int VariableCount { get; private set; }

    /// <summary>One more than the highest place in the memo.</summary>
    public int MemoCount { get; private set; }

    /// <summary>One more than the highest place of a part that expressions share.</summary>
    public int SharedCount { get; private set; }

    /// <summary>The number of this compilation: one more than that of the one before.</summary>
    public int Generation { get; }

    /// <summary>The places of parts that expressions share in code that is in use, by the compilation that gave them.</summary>
    public Dictionary<int, int[]> SharedPlaces => _newShared.Count == 0 ? _sharedBefore : new(_sharedBefore) { [Generation] = [.. _newShared] };

    /// <summary>How many local variables the expression with most needs, the variables that it reads included.</summary>
    public int LocalCount { get; private set; }

    /// <summary>The reused conditions that have a place in the memo, one for each place.</summary>
    public Dictionary<int, Expression> Memos { get; } = [];

    /// <summary>A number for a document.</summary>
    public int Document()
    {
        var number = _usedDocuments.Count == 0 ? DocumentCount : 0;
        while (_usedDocuments.Contains(number)) number++;
        if (_usedDocuments.Count > 0) _usedDocuments.Add(number);
        DocumentCount = Math.Max(DocumentCount, number + 1);
        return number;
    }

    /// <summary>The first of so many numbers for variables, one after the other.</summary>
    public int Variables(int count)
    {
        // a document without any may outlive all variables that there were when it was compiled
        if (count == 0) return 0;
        foreach (var (first, size) in _gaps)
        {
            if (size < count) continue;
            _gaps.Remove(first);
            if (size > count) _gaps.Add(first + count, size - count);
            return first;
        }

        VariableCount += count;
        return VariableCount - count;
    }

    /// <summary>A place in the memo; −1 when there are too many.</summary>
    public int Memo()
    {
        while (_usedMemos.Contains(_nextMemo)) _nextMemo++;
        if (_nextMemo == MostMemos) return -1;
        MemoCount = Math.Max(MemoCount, _nextMemo + 1);
        return _nextMemo++;
    }

    /// <summary>A place for a part that expressions share; −1 when there are too many.</summary>
    public int Shared()
    {
        while (_usedShared.Contains(_nextShared)) _nextShared++;
        if (_nextShared == MostShared) return -1;
        SharedCount = Math.Max(SharedCount, _nextShared + 1);
        _newShared.Add(_nextShared);
        return _nextShared++;
    }

    /// <summary>Makes room for the local variables of an expression.</summary>
    public void Locals(int end) => LocalCount = Math.Max(LocalCount, end);

    private void Visit(Expression expression)
    {
        Locals(expression.LocalsEnd);
        if (expression.Memo < 0 || !Memos.TryAdd(expression.Memo, expression)) return;
        _usedMemos.Add(expression.Memo);
        MemoCount = Math.Max(MemoCount, expression.Memo + 1);
    }
}
