namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>Takes characters out of a text for as long as the two sides part over whether it parses, in the same way.</summary>
internal sealed class TextReducer(OtherSide other)
{
    private const int ShortEnoughForPairs = 24;

    /// <summary>A text from which no character can be taken, nor, when it is short, a pair of brackets or quotes.</summary>
    public async Task<Question> ReduceAsync(Question question)
    {
        var isOurs = OurSide.Ask(question).IsValue;
        var length = Math.Max(question.Text.Length / 2, 1);
        while (length > 0)
        {
            if (await FirstPartingAsync(WithoutRun(question.Text, length), isOurs) is { } shorter) question = shorter;
            else if (length > 1) length /= 2;
            else if (await FirstPartingAsync(WithoutTwo(question.Text), isOurs) is { } without) question = without;
            else length = 0;
        }

        return question;
    }

    private static IEnumerable<string> WithoutRun(string text, int length)
    {
        for (var at = 0; at < text.Length; at += length) yield return text.Remove(at, Math.Min(length, text.Length - at));
    }

    /// <summary>Brackets and quotes can be taken out in pairs only.</summary>
    private static IEnumerable<string> WithoutTwo(string text) =>
        from first in Enumerable.Range(0, text.Length <= ShortEnoughForPairs ? text.Length : 0)
        from second in Enumerable.Range(first + 1, text.Length - first - 1)
        where $"{text[first]}{text[second]}" is "()" or "[]" or "{}" or "''" or "\"\""
        select text.Remove(second, 1).Remove(first, 1);

    private async Task<Question?> FirstPartingAsync(IEnumerable<string> texts, bool isOurs)
    {
        var questions = texts.Where(IsWellFormed).Select(text => new Question(text, null))
            .Where(question => OurSide.Ask(question).IsValue == isOurs).ToList();
        var answers = await other.AskAsync(questions);
        return questions.Zip(answers).Where(pair => pair.Second.IsValue != isOurs).Select(pair => pair.First).FirstOrDefault();
    }

    /// <summary>Whether no half of a surrogate pair is left alone.</summary>
    private static bool IsWellFormed(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return false;
            at++;
        }

        return true;
    }
}
