using Microsoft.Extensions.AI;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Sanctum.Errors;

namespace Sanctum.Embeddings.MiniLM;

/// <summary>
/// Runs the model on one separate thread, so that a long batch takes no thread of the pool. A call of one text, such as a
/// query, waits for one run of the model at most. A text is read in windows of 254 word pieces, at most 8 of them; its vector is
/// the mean of theirs, as each of theirs is the mean over its word pieces.
/// </summary>
internal sealed class MiniLMGenerator(MiniLMOptions options) : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int Dimensions = 384;
    private const int MaxWindows = 8;

    private readonly WorkThread _thread = new("minilm");
    private WordPieces? _pieces;
    private InferenceSession? _session;

    /// <exception cref="DependencyException">The files of the model are missing or damaged, or it failed.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? generation = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        var isUrgent = texts.Length == 1;
        var windows = await _thread.Run(isUrgent, () => WindowsOf(texts));
        var sums = texts.Select(_ => new float[Dimensions]).ToArray();
        // Windows of about the same length are run together: all of a run are as long as its longest.
        foreach (var batch in windows.OrderBy(window => window.Ids.Length).Chunk(options.BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var vectors = await _thread.Run(isUrgent, () => Run([.. batch.Select(window => window.Ids)]));
            for (var row = 0; row < batch.Length; row++)
                Add(sums[batch[row].Place], vectors[row]);
        }
        return [.. sums.Select(sum => new Embedding<float>(Normalized(sum)))];
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        _thread.Dispose();
        _session?.Dispose();
        _session = null;
    }

    private (int Place, long[] Ids)[] WindowsOf(string[] texts)
    {
        if (_session is null)
            Load();
        return [.. texts.SelectMany((text, place) =>
            _pieces!.Windows(text).Take(MaxWindows).Select(window => (Place: place, Ids: window)))];
    }

    private void Load()
    {
        var folder = ModelFiles.PathOf(options.Folder);
        try
        {
            LoadFrom(folder);
        }
        // What bytes that are not what they should be make a parser or a loader throw is no closed set.
        catch (Exception exception) when (exception is not DependencyException)
        {
            throw Failed(
                $"The model of '{folder}' cannot be loaded; './dev models' makes the folder. {exception.Message}", exception);
        }
    }

    private void LoadFrom(string folder)
    {
        var files = ModelFiles.Read(folder);
        ModelFiles.LoadLibraryIn(folder);
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        };
        // Threads that wait leave the processor to others.
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _pieces = new WordPieces(files["vocab.txt"]);
        _session = new InferenceSession(files["model.onnx"], settings);
    }

    private float[][] Run(long[][] windows)
    {
        try
        {
            return RunModel(windows);
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or ArgumentException)
        {
            throw Failed($"A run of the model failed. {exception.Message}", exception);
        }
    }

    private float[][] RunModel(long[][] windows)
    {
        var length = windows.Max(window => window.Length);
        int[] shape = [windows.Length, length];
        var (ids, mask) = (new DenseTensor<long>(shape), new DenseTensor<long>(shape));
        for (var row = 0; row < windows.Length; row++)
        {
            for (var column = 0; column < windows[row].Length; column++)
                (ids[row, column], mask[row, column]) = (windows[row][column], 1);
        }
        using var results = _session!.Run(
        [
            NamedOnnxValue.CreateFromTensor("input_ids", ids),
            NamedOnnxValue.CreateFromTensor("attention_mask", mask),
            NamedOnnxValue.CreateFromTensor("token_type_ids", new DenseTensor<long>(shape)),
        ]);
        var states = results[0].AsTensor<float>().ToDenseTensor().Buffer.Span;
        var vectors = new float[windows.Length][];
        for (var row = 0; row < windows.Length; row++)
            vectors[row] = Mean(states.Slice(row * length * Dimensions, windows[row].Length * Dimensions));
        return vectors;
    }

    private static DependencyException Failed(string message, Exception exception) =>
        new("minilm", message, ErrorClass.Transient, inner: exception);

    private static float[] Mean(ReadOnlySpan<float> states)
    {
        var mean = new float[Dimensions];
        for (var i = 0; i < states.Length; i++)
            mean[i % Dimensions] += states[i];
        return Normalized(mean);
    }

    private static float[] Normalized(float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return length > 0 ? [.. vector.Select(value => value / length)] : vector;
    }

    private static void Add(float[] sum, float[] vector)
    {
        for (var i = 0; i < sum.Length; i++)
            sum[i] += vector[i];
    }
}
