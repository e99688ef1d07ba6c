using System.Globalization;
using System.Text;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>Puts the same questions to both sides and counts what came of it.</summary>
internal sealed class Comparison(OtherSide other)
{
    private readonly Reducer _reducer = new(other);
    private readonly Dictionary<ExplainedDifference, int> _explained = ExplainedDifference.All.ToDictionary(kind => kind, _ => 0);
    private int _pairs;
    private int _agreedErrors;

    /// <summary>Pairs for which both evaluated to the same value.</summary>
    public int AgreedValues { get; private set; }

    /// <summary>The differences of no known kind: the smallest question, both answers, the seed.</summary>
    public List<string> Unexplained { get; } = [];

    /// <summary>Where our checked program answers otherwise than the unchecked one.</summary>
    public List<string> Inner { get; } = [];

    public string Summary
    {
        get
        {
            var text = new StringBuilder();
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{_pairs} pairs: {AgreedValues} agree on a value, {_agreedErrors} on an error, {_explained.Values.Sum()} differ for a known reason");
            foreach (var (kind, times) in _explained) text.AppendLine(CultureInfo.InvariantCulture, $"{times,6}  {kind.Name}: {kind.Reason}");
            return text.ToString();
        }
    }

    public async Task CompareAsync(IReadOnlyList<int> seeds)
    {
        var questions = seeds.Select(ExpressionGenerator.Generate).ToList();
        var asking = other.AskAsync(questions);
        var answers = questions.Select(question => OurSide.Ask(question)).ToList();
        Inner.AddRange(questions.Zip(answers, (question, ours) => OurSide.InnerDifference(question, ours)).OfType<string>());
        var theirs = await asking;
        for (var i = 0; i < theirs.Length; i++)
        {
            _pairs++;
            if (!answers[i].AgreesWith(theirs[i])) await ExplainAsync(questions[i], seeds[i]);
            else if (answers[i].IsValue) AgreedValues++;
            else _agreedErrors++;
        }
    }

    private async Task ExplainAsync(Question question, int seed)
    {
        var smallest = await _reducer.ReduceAsync(question);
        if (ExplainedDifference.All.FirstOrDefault(kind => kind.Covers(smallest)) is { } found) _explained[found]++;
        else Unexplained.Add(string.Create(CultureInfo.InvariantCulture, $"{smallest} (seed {seed})"));
    }
}
